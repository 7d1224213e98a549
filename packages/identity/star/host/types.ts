import type { ChangeMark } from "@multisite/kernel/changes";

/** A request that one node's identity service has another one answer. */
export interface ForwardedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBase64: string;
}

export interface ForwardedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBase64: string;
  /** The master whose identity service gave it. */
  readonly answeredBy: string;
}

/** Asks an identity service, as a master's agent does with what came in elsewhere. */
export type AskIdentity = (request: ForwardedRequest) => Promise<Omit<ForwardedAnswer, "answeredBy">>;

/** What an identity service needs of its host's agent. */
export interface HostAgent {
  /**
   * Sends a request to a live master. The answer comes when the serving nodes of this site have applied what it wrote, or a second
   * later; a node that has not by then reads from a master until it has.
   *
   * @throws MultisiteError `identity.star.no_master`: none can be reached, nothing was done; `identity.star.write_unknown`: the
   * master took the request and its answer was lost
   */
  forward(request: ForwardedRequest): Promise<ForwardedAnswer>;
  /**
   * Of the embedded engine's writer: waits until the synchronous standby has the change too.
   *
   * @throws MultisiteError `identity.star.unconfirmed`: it must not be acknowledged
   */
  confirm(mark: ChangeMark): Promise<void>;
}
