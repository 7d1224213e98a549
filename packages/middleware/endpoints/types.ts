/** An identity service that may be asked. */
export interface EndpointAddress {
  /** Name of the site that it stands in. */
  readonly site: string;
  /** Without version and without a slash at its end: `https://10.0.1.11:5000`. */
  readonly url: string;
  readonly isOwnSite: boolean;
  /** Of a stock Keystone, which cannot write when it stands on a read-only replica. */
  readonly role?: "master" | "replica";
}

/**
 * What a request is, as far as it matters which node may be asked, and how often.
 *
 * `read` changes nothing. `login` makes a token (or checks a signature): once more is once more a token, and no harm. `write` is
 * everything else, and is never sent twice.
 */
export type Purpose = "read" | "login" | "write";

/** What a node turned out to be: ours answers `/ready`, a stock Keystone does not know it. */
export type EndpointKind = "unknown" | "multisite" | "stock";

/** Why an attempt at a node brought no usable answer. */
export type FailureKind =
  /** No connection: nothing was sent. */
  | "refused"
  /** No connection, for a reason of this host alone: nothing was sent, and the node is not to blame. */
  | "local"
  /** A connection from before had been closed by the node just as it was used again. */
  | "stale"
  /** The connection ended after the request was sent, before the answer was whole. */
  | "broken"
  /** No answer in time. */
  | "timeout"
  /** A whole answer that says nothing but that the node cannot do it (500, 502, 503, 504). */
  | "server_error";
