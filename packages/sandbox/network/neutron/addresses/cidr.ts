import { isAddress, type Range, toNumber, toText, versionOf } from "./address.ts";

/** A CIDR with its parts. */
export interface Cidr extends Range {
  readonly prefix: number;
}

/** Undefined when it is none. A single address has all bits. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", length] = text.split("/");
  if (!isAddress(address)) return undefined;
  const version = versionOf(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (!/^\d*$/.test(length ?? "") || prefix > bits || length === "") return undefined;
  const size = 1n << BigInt(bits - prefix);
  const first = (toNumber(address) / size) * size;
  return { version, prefix, first, last: first + size - 1n };
}

export function cidrText({ version, first, prefix }: Cidr): string {
  return `${toText(first, version)}/${prefix}`;
}

/** The addresses that ports can have: in IPv4 neither the network's own nor the broadcast one. */
export function usableOf({ version, prefix, first, last }: Cidr): Range {
  if (version === 6) return { version, first: first + 1n, last };
  if (prefix >= 31) return { version, first, last };
  return { version, first: first + 1n, last: last - 1n };
}
