import type { Pair } from "./match.ts";

/**
 * Ports that have each other's addresses: none of them could be changed first. They are made anew. One that waits for a port which itself
 * waits for nobody is only changed after it.
 */
export function entangled(kept: readonly Pair[]): ReadonlySet<string> {
  if (!kept.some(isMoving)) return new Set();
  const holders = new Map(
    kept.flatMap(({ shadow, wanted }) => shadow.fixed_ips.map((ip) => [placeOf(shadow.network_id, ip), wanted.key])),
  );
  const waitsFor = new Map(
    kept.map(({ wanted }) => [
      wanted.key,
      wanted.addresses.flatMap((ip) => holders.get(placeOf(wanted.networkId, ip)) ?? []).filter((key) => key !== wanted.key),
    ]),
  );
  return new Set([...waitsFor.keys()].filter((key) => reaches(waitsFor, key, key)));
}

/** Those first for which others wait. */
export function inTurn(kept: readonly Pair[]): readonly Pair[] {
  if (kept.length < 2 || !kept.some(isMoving)) return kept;
  const holders = Map.groupBy(
    kept.flatMap(({ shadow, wanted }) => shadow.fixed_ips.map((ip) => [placeOf(shadow.network_id, ip), wanted.key] as const)),
    ([place]) => place,
  );
  const isHeld = ({ wanted: { networkId, addresses, key } }: Pair): boolean =>
    addresses.some((ip) => holders.get(placeOf(networkId, ip))?.some(([, holder]) => holder !== key) ?? false);
  return [...kept.filter((pair) => !isHeld(pair)), ...kept.filter(isHeld)];
}

/** Nobody waits but for an address that it does not have yet. */
function isMoving({ wanted: { addresses }, shadow: { fixed_ips } }: Pair): boolean {
  return addresses.some(({ ip_address }) => !fixed_ips.some((ip) => ip.ip_address === ip_address));
}

function placeOf(networkId: string, { ip_address }: { readonly ip_address: string }): string {
  return `${networkId} ${ip_address}`;
}

function reaches(waitsFor: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const open = [...(waitsFor.get(from) ?? [])];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(waitsFor.get(next) ?? []));
  }
  return false;
}
