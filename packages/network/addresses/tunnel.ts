import { parseAddress } from "./ipv4.ts";

/** Whether others can send to a tunnel endpoint: an IPv4 address, and no loopback, wildcard or multicast one. */
export function isTunnelAddress(vtep: string): boolean {
  const address = parseAddress(vtep);
  if (address === undefined) return false;
  const first = Math.floor(address / 2 ** 24);
  return first !== 0 && first !== 127 && first < 224;
}
