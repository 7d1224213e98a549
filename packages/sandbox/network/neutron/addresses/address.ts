import { isIP, isIPv4 } from "node:net";

/** IPv4 and IPv6 addresses as numbers; 32 bits are enough for most, and quicker than a bigint would be. */
export interface Range {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export const isAddress = (text: string): boolean => isIP(text) !== 0;

export function versionOf(text: string): 4 | 6 {
  return isIPv4(text) ? 4 : 6;
}

export function toNumber(text: string): bigint {
  if (isIPv4(text)) return BigInt(text.split(".").reduce((value, part) => value * 256 + Number(part), 0));
  const [head = "", tail] = text.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = tail === undefined ? [] : new Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...zeros, ...after].reduce((value, group) => value * 65_536n + BigInt(Number.parseInt(group, 16)), 0n);
}

export function toText(value: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 65_535n).toString(16));
  return abbreviate(groups);
}

/** The longest row of zeros is left out (RFC 5952). */
function abbreviate(groups: readonly string[]): string {
  const rows = [...groups.join(":").matchAll(/\b0(?::0)+\b/g)].map(([row]) => row);
  const longest = rows.reduce((one, other) => (other.length > one.length ? other : one), "");
  if (longest === "") return groups.join(":");
  const [before = "", after = ""] = splitAt(groups.join(":"), longest);
  return `${before.replace(/:$/, "")}::${after.replace(/^:/, "")}`;
}

function splitAt(text: string, part: string): readonly [string, string] {
  const start = text.search(new RegExp(`\\b${part}\\b`));
  return [text.slice(0, start), text.slice(start + part.length)];
}

export function rangeOf({ start, end }: { readonly start: string; readonly end: string }): Range {
  return { version: versionOf(start), first: toNumber(start), last: toNumber(end) };
}

export function contains({ version, first, last }: Range, address: string): boolean {
  if (!isAddress(address) || versionOf(address) !== version) return false;
  const value = toNumber(address);
  return value >= first && value <= last;
}

export function overlap(one: Range, other: Range): boolean {
  return one.version === other.version && one.first <= other.last && other.first <= one.last;
}
