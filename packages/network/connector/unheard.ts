/**
 * Ports that were said to be up, and of which the feed has not told yet: Neutron is at it. More of them would only wait in its queue, for so long
 * that they would be said again, which makes it slower still.
 */
export interface Unheard {
  said(key: string, nowMs: number): void;
  heard(key: string): void;
  /** Whether it is better to wait until something of it was heard. What nobody tells of counts for a while only. */
  isFull(nowMs: number): boolean;
}

export function createUnheard(most: number, forMs: number): Unheard {
  /** The oldest first. */
  const saidAtMs = new Map<string, number>();
  return {
    said(key, nowMs) {
      saidAtMs.delete(key);
      saidAtMs.set(key, nowMs);
    },
    heard: (key) => void saidAtMs.delete(key),
    isFull(nowMs) {
      for (const [key, atMs] of saidAtMs) {
        if (nowMs - atMs < forMs && nowMs >= atMs) break;
        saidAtMs.delete(key);
      }
      return saidAtMs.size >= most;
    },
  };
}
