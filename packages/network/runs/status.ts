import type { SiteLook } from "../site/index.ts";
import { type Asked, askAll, lookAt, type NetworkHands } from "./hands.ts";

/** How all networks stand in all sites, or one of them. */
export async function networkStatus(hands: NetworkHands, name: string | null): Promise<readonly Asked<SiteLook>[]> {
  return await askAll(hands.sites(), (site) => lookAt(hands, site, name));
}
