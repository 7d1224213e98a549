/** The time of one writer. Totally ordered by number, then by name, so that of any two writers one is known to be the later. */
export interface Epoch {
  readonly number: number;
  readonly node: string;
}

/** Such as `7@west-1`. */
export function formatEpoch({ number, node }: Epoch): string {
  return `${number}@${node}`;
}

/** @throws RangeError for what is no epoch */
export function parseEpoch(text: string): Epoch {
  const match = /^([1-9]\d{0,14})@([^\s:@]+)$/.exec(text);
  if (match === null) throw new RangeError(`no epoch: ${text}`);
  return { number: Number(match[1]), node: match[2] as string };
}

/** Below 0 when the first is earlier. */
export function compareEpochs(one: string, other: string): number {
  const [left, right] = [parseEpoch(one), parseEpoch(other)];
  if (left.number !== right.number) return left.number - right.number;
  if (left.node === right.node) return 0;
  return left.node < right.node ? -1 : 1;
}

/** The first epoch of `node` after `epoch`. */
export function nextEpoch(epoch: string, node: string): string {
  return formatEpoch({ number: parseEpoch(epoch).number + 1, node });
}
