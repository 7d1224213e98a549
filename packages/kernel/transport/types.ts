/** One HTTP request. */
export interface TransportRequest {
  readonly method: string;
  /** Absolute, `http:` or `https:`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest wait for the whole answer; the transport's own default when unset. */
  readonly timeoutMs?: number;
  /** Gives up when it is aborted; `send` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Never sent again by the transport itself: the caller decides, and must know whether it was sent before. */
  readonly isSentOnce?: boolean;
}

/** A whole answer. Redirects are not followed: they are answers too. */
export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * The only way to speak HTTP. Everything that asks another service takes a Transport, so that whole systems run over a
 * simulated network.
 */
export interface Transport {
  /**
   * @throws MultisiteError `kernel.transport.unreachable` when no answer could be had, `kernel.transport.timeout` when it took
   * too long. An answer of any status is no error.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Ends idle connections. */
  close(): Promise<void>;
}
