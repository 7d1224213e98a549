const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

const SIZES: ReadonlyMap<string, number> = new Map([...UNITS, ["ms", 0.001]]);
const WORD = /(\d+(?:\.\d+)?)\s*(ms|min|d|h|s)/g;

/** `7 d`, `2 d 1 h`, `10 min`, `59.8 s`: at most three units, so that nothing that matters is rounded away. */
export function durationText(seconds: number): string {
  if (seconds < 0) return `-${durationText(-seconds)}`;
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  let rest = Math.round(seconds);
  const words: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) words.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return words.slice(0, 3).join(" ");
}

/** Seconds of `3600`, `90s`, `500ms`, `10min`, `7d`, `1.5h` or `2d 1h`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const words = [...text.matchAll(WORD)];
  if (words.length === 0 || text.replaceAll(WORD, "").trim() !== "") return undefined;
  return words.reduce((sum, [, count, unit]) => sum + Number(count) * (SIZES.get(unit ?? "") ?? 0), 0);
}
