/** Who is at an end of a link. Over mutual TLS the certificate proves it. */
export interface PeerIdentity {
  readonly site: string;
  /** Unique among all sites. */
  readonly node: string;
}

/** Answers one kind of question of other nodes. What it throws as a MultisiteError reaches the asker with code and text. */
export type PeerHandler = (body: unknown, from: PeerIdentity) => Promise<unknown>;

export interface AskOptions {
  /** Longest wait for the whole answer; default 5000. */
  readonly timeoutMs?: number;
}

/**
 * Bytes on the wire to and from one node for one subject, since the start. Real links count what is asked in both directions, and have
 * a row `link` for what belongs to no subject, so that the rows of a node are all that its sockets saw.
 */
export interface PeerTraffic {
  readonly node: string;
  readonly subject: string;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/**
 * Questions and answers between the nodes of all sites: the only thing of the star that crosses a link, so that whole stars
 * run over a simulated network. Bodies are what JSON can carry.
 */
export interface PeerLinks {
  readonly self: PeerIdentity;
  /**
   * Asks another node.
   *
   * @throws MultisiteError `kernel.peers.unreachable`, `kernel.peers.timeout` (whether it was done is not known),
   * `kernel.peers.refused` (certificate, version or unknown subject); or the handler's own error with its code.
   */
  ask(node: string, subject: string, body: unknown, options?: AskOptions): Promise<unknown>;
  /** Says who answers a subject, such as `facts.exchange`; one handler each. */
  answer(subject: string, handler: PeerHandler): void;
  traffic(): readonly PeerTraffic[];
  close(): Promise<void>;
}
