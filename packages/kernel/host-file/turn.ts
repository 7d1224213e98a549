/**
 * Gives `read`'s number, asked at most once in a turn of the event loop: what arrives over sockets had been sent before the turn
 * began, and many requests of one turn pay for one look.
 */
export function oncePerTurn(read: () => number): () => number {
  let known: number | undefined;
  const forget = (): void => {
    known = undefined;
  };
  return () => {
    if (known === undefined) {
      known = read();
      setImmediate(forget);
    }
    return known;
  };
}
