/**
 * The only source of time. Everything that reads the time or waits takes a Clock as an argument, so that whole systems
 * run in simulated time.
 */
export interface Clock {
  /** Wall-clock time in milliseconds since the Unix epoch. */
  nowMs(): number;
  /** A reading that never goes back; use it for durations. Its zero is arbitrary. */
  monotonicMs(): number;
  /** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Calls `task` every `periodMs` until the returned stop function is called. A slow or failing task delays only itself. */
  every(periodMs: number, task: () => void | Promise<void>): () => void;
}
