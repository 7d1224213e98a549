import type { WantedHere } from "../../provision/index.ts";
import type { NetworkVersion } from "../types.ts";
import type { SiteWorld } from "./types.ts";

/** A version of a network as it shall be here, with what was heard of the other sites' members by now. */
export function wantedHere(
  { site, members, moves }: Pick<SiteWorld, "site" | "members" | "moves">,
  { network, projectId, vni }: NetworkVersion,
): WantedHere {
  const base = { network, site, projectId, vni };
  if (network.type !== "routed") return base;
  return { ...base, membersElsewhere: members.elsewhere(network), movedAddresses: moves.addresses() };
}
