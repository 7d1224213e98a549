import { isTunnelAddress } from "../addresses/index.ts";
import { packetBytesOf } from "../tunnels/index.ts";
import { endpointToTry } from "./hops/path.ts";
import type { TraceQuestion } from "./types.ts";
import { type Side, viewOf } from "./view.ts";

/** What a site is to try, so that a trace knows whether the way is open. */
export interface TunnelEnd {
  readonly from: string;
  readonly vtep: string;
  readonly packetBytes: number | null;
}

/** Both ways: there, and back. */
export function tunnelEnds(question: TraceQuestion): readonly TunnelEnd[] {
  const { source, destination } = viewOf(question);
  const ways: readonly (readonly [Side, Side])[] = [
    [source, destination],
    [destination, source],
  ];
  return ways.flatMap(([one, other]) => {
    const vtep = endpointToTry(one, other);
    if (vtep === undefined || one.facts === undefined || !isTunnelAddress(vtep) || one.facts.vteps.includes(vtep)) return [];
    const mtu = one.network?.mtu ?? null;
    return [{ from: one.place.site, vtep, packetBytes: mtu === null ? null : packetBytesOf(mtu) }];
  });
}
