import type { EndpointKind, FailureKind, Purpose } from "./types.ts";

/** What may be done after an attempt that brought no usable answer. */
export type Next = "same node" | "another node" | "nothing";

/**
 * Whether a request may be sent again. A write is sent a second time only when nothing of it was sent the first time: a connection
 * that ends later leaves open whether it was done.
 *
 * A login may be: it changes nothing but that there is one more token. A wrong password is an answer (401) and ends the matter; only
 * a node that dies after it has counted a wrong password, and before it has said so, makes the same attempt count twice, which errs
 * on the side of the lock.
 */
export function afterFailure(purpose: Purpose, failure: FailureKind): Next {
  if (failure === "refused" || failure === "local") return "another node";
  if (purpose === "write") return "nothing";
  return failure === "stale" ? "same node" : "another node";
}

/** Statuses that say nothing about the request, only that this node cannot answer it. */
export function isServerError(status: number): boolean {
  return status === 500 || (status >= 502 && status <= 504);
}

/**
 * Where an end of the connection must mean one thing: a write that broke off, or a stock Keystone that hung up on a login, and not
 * that a kept connection had been closed meanwhile.
 */
export function needsFreshConnection(purpose: Purpose, kind: EndpointKind): boolean {
  return purpose === "write" || (purpose === "login" && kind === "stock");
}
