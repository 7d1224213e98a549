/** Delays that double from `firstMs` to `maxMs` until told that all went well again. */
export interface BackOff {
  nextMs(): number;
  reset(): void;
}

export function createBackOff(firstMs: number, maxMs: number): BackOff {
  let delayMs = firstMs;
  return {
    nextMs() {
      const chosen = delayMs;
      delayMs = Math.min(delayMs * 2, maxMs);
      return chosen;
    },
    reset() {
      delayMs = firstMs;
    },
  };
}
