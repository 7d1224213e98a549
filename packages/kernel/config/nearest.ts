/** `; did you mean NAME?` when one of the known names is nearly what was written, else what there is. */
export function nearest(written: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, distance: editDistance(written, name) })).sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= Math.max(1, Math.floor(written.length / 3))) return `; did you mean ${best.name}?`;
  return `; there are ${[...known].sort().join(", ")}`;
}

/** Insertions, deletions and replacements that make one text the other. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
