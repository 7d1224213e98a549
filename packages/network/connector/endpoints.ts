import type { LocalNetwork } from "../inventory/index.ts";
import { MANUAL_SITE } from "../manual-ports/names.ts";
import type { RemoteEndpoint } from "./types.ts";
import type { World } from "./world.ts";

/** Where frames of this site go: the endpoints of other sites' ports that are up. What is behind those of ports made by hand nobody knows. */
export function remoteEndpoints(
  { wanted, inventory }: Pick<World, "wanted" | "inventory">,
  networks: readonly Pick<LocalNetwork, "id" | "name">[],
): readonly RemoteEndpoint[] {
  const idOf = new Map(networks.map(({ id, name }) => [name, id]));
  const carrying = new Set([...inventory.ports.values()].flatMap(({ isUp, network }) => (isUp ? (idOf.get(network) ?? []) : [])));
  const found = new Map<string, { readonly site: string; readonly vtep: string; readonly networkIds: Set<string> }>();
  for (const { site, vtep, isUp, networkId } of wanted.all.values()) {
    if (!isUp || vtep === undefined || site === MANUAL_SITE) continue;
    const one = found.get(vtep) ?? { site, vtep, networkIds: new Set() };
    one.networkIds.add(networkId);
    found.set(vtep, one);
  }
  return [...found.values()].map(({ site, vtep, networkIds }) => ({
    site,
    vtep,
    networkIds: [...networkIds],
    isCarrying: [...networkIds].some((id) => carrying.has(id)),
  }));
}
