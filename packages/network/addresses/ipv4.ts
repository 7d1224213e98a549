/** An IPv4 address as a number; undefined when the text is none in the usual form of four numbers. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** Addresses from `first` to `last`, both of them included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

export function includes({ first, last }: AddressRange, address: number): boolean {
  return first <= address && address <= last;
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** All addresses of a CIDR, network and broadcast address included. */
export interface Cidr extends AddressRange {
  readonly prefixLength: number;
}

/** A CIDR as Neutron takes it; a text with bits set behind its prefix is one too, and means the whole network. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", length = ""] = text.split("/");
  const parsed = parseAddress(address);
  if (parsed === undefined || !/^(0|[1-9]\d?)$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(parsed / size) * size;
  return { first, last: first + size - 1, prefixLength: Number(length) };
}

export function cidrText({ first, prefixLength }: Cidr): string {
  return `${addressText(first)}/${prefixLength}`;
}

/** Those that a host can have: without network and broadcast address. */
export function usable({ first, last, prefixLength }: Cidr): AddressRange {
  return prefixLength > 30 ? { first, last } : { first: first + 1, last: last - 1 };
}
