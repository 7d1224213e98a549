import { isTunnelAddress } from "../../addresses/index.ts";
import type { Hop } from "../types.ts";
import { remotePortOf, type Side, type View } from "../view.ts";
import { pathHop } from "./path.ts";

/** Whether what one end of the tunnel sends is what the other end takes. */
export function tunnelHop(view: View): Hop {
  const { source, destination } = view;
  const from = source.port?.agent?.vtep ?? undefined;
  const to = remotePortOf(source, destination)?.made?.endpoint ?? destination.port?.endpoint ?? undefined;
  const hop = { name: "tunnel", site: `${source.place.site} to ${destination.place.site}` };
  const preflight = "multisite network preflight FILE";
  if (from === undefined || to === undefined) {
    return {
      ...hop,
      state: "unknown",
      why: `${from === undefined ? "Its beginning" : "Its end"} is not known.`,
      next: preflight,
    };
  }
  const broken = (why: string): Hop => ({ ...hop, state: "broken", why, next: preflight });
  if (!isTunnelAddress(to)) return broken(`Nobody can send to ${to}.`);
  if (source.facts?.vteps.includes(to)) return broken(`${to} is a host of ${source.place.site} itself.`);
  if (destination.network === undefined) {
    return {
      ...hop,
      state: "unknown",
      why: `${from} sends to ${to}; what that end takes is not known.`,
      next: destination.why.next,
    };
  }
  const difference = differenceOf(source, destination);
  if (difference !== undefined) return broken(difference);
  const { vni, mtu } = destination.network;
  const isTried = pathHop("endpoint", view, source, destination) !== undefined;
  return {
    ...hop,
    state: "ok",
    why: `${from} sends to ${to} with VNI ${vni} and MTU ${mtu}, which both sites have${isTried ? "" : "; whether UDP 4789 passes was not tried"}.`,
    next: null,
  };
}

function differenceOf({ network: one, place: from }: Side, { network: other, place: to }: Side): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  if (one.vni !== other.vni) return `${one.name} has VNI ${one.vni} in ${from.site} and ${other.vni} in ${to.site}.`;
  if (one.mtu !== other.mtu)
    return `${one.name} has MTU ${one.mtu} in ${from.site} and ${other.mtu} in ${to.site}: large frames are lost.`;
  return undefined;
}
