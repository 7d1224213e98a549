import { MultisiteError } from "@multisite/kernel/errors";
import { isTransportFailure } from "@multisite/kernel/transport";
import type { Ending } from "./retry.ts";

/** How an attempt ended that gave no answer; undefined for what is no failure of the transport. */
export function endingOf(thrown: unknown): Ending | undefined {
  if (!isTransportFailure(thrown)) return undefined;
  if (thrown.code !== "kernel.transport.unreachable") return { kind: "unanswered" };
  const causes = thrown.cause instanceof AggregateError ? thrown.cause.errors : [thrown.cause];
  if (causes.some(isCertificateFailure)) return { kind: "refused" };
  return { kind: causes.every(isBeforeConnection) ? "unsent" : "unanswered" };
}

/** Names are looked up, and connections made, before the first byte of a request leaves (`syscall` of Node's errors). */
function isBeforeConnection(cause: unknown): boolean {
  if (cause === "ECONNREFUSED") return true;
  return cause instanceof Error && "syscall" in cause && (cause.syscall === "connect" || cause.syscall === "getaddrinfo");
}

const CERTIFICATE_FAILURE = /^(CERT_|SELF_SIGNED|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH)/;

function isCertificateFailure(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && CERTIFICATE_FAILURE.test(String(cause.code));
}

/** No answer, although the service was asked as often as that may be done. */
export class UnansweredError extends MultisiteError {
  /** `req-...` under which it was sent: the global request ID in a service's log. Neutron's (Zed) has it with reads, not with writes. */
  readonly requestId: string;
  /** Whether the service may have done what was asked. */
  readonly mayHaveHappened: boolean;

  constructor(what: string, attempt: { requestId: string; mayHaveHappened: boolean; count: number; failure: MultisiteError }) {
    const doubt = attempt.mayHaveHappened ? " Whether it was done is not known." : " It was not done.";
    const tries = attempt.count === 1 ? "once" : `${attempt.count} times`;
    super(
      "openstack.unanswered",
      `${what} was not answered, asked ${tries}: ${attempt.failure.message}${doubt} (${attempt.requestId})`,
      { cause: attempt.failure },
    );
    this.name = "UnansweredError";
    this.requestId = attempt.requestId;
    this.mayHaveHappened = attempt.mayHaveHappened;
  }
}
