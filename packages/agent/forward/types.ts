import type { ForwardedAnswer, ForwardedRequest } from "@multisite/identity/star";

/** Subject under which a master has its identity service answer what came in elsewhere. */
export const FORWARD_SUBJECT = "identity.forward";
/** Subject under which a node waits until its data has reached a position. */
export const WAIT_SUBJECT = "replication.wait";

export type ForwardQuestion = ForwardedRequest;

export interface MasterAnswer extends Omit<ForwardedAnswer, "answeredBy"> {
  /** Of the data after the request: who has reached it sees what the request wrote. */
  readonly position: string;
}

export interface WaitQuestion {
  readonly position: string;
  readonly timeoutMs: number;
}
