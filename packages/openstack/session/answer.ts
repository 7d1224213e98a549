import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";
import type { TransportResponse } from "@multisite/kernel/transport";

/** The errors of talking to an OpenStack service. */
export const openStackErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "openstack.answer",
    remedy: "A service refused the request; the message says why. The request ID finds it in the service's log.",
    status: 1,
  },
];

/** A service answered something else than was asked for. */
export class OpenStackError extends MultisiteError {
  /** HTTP status of the answer. */
  readonly status: number;
  /** `x-openstack-request-id`, which finds the request in the service's log. */
  readonly requestId: string | undefined;

  constructor(what: string, answer: TransportResponse) {
    super("openstack.answer", `${what} answered ${answer.status}: ${publicText(answer)}`);
    this.name = "OpenStackError";
    this.status = answer.status;
    this.requestId = answer.headers["x-openstack-request-id"] ?? answer.headers["x-compute-request-id"];
  }
}

/** The JSON body of an answer; undefined for a body that is no JSON. */
export function readJson(answer: TransportResponse): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** Keystone says `{"error": {"message"}}`, Nova `{"itemNotFound": {"message"}}`: in both, one object holds the text. */
function publicText(answer: TransportResponse): string {
  const body = readJson(answer);
  if (typeof body === "object" && body !== null) {
    for (const inner of Object.values(body)) {
      if (typeof inner === "object" && inner !== null && "message" in inner) return String(inner.message);
    }
  }
  return (
    answer.text
      .replaceAll(/<[^>]*>|\s+/g, " ")
      .replaceAll(/ +/g, " ")
      .trim()
      .slice(0, 120) || "no text"
  );
}
