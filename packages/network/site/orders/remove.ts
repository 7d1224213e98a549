import { networkError } from "../../errors.ts";
import { unprovision } from "../../provision/index.ts";
import type { SiteWorld } from "./types.ts";

/**
 * Deletes a network that leaves from the own Neutron, when nothing is on it any more.
 *
 * @throws MultisiteError `network.site.in_use`
 */
export async function removeHere({ site, cloud, kept, manual, connector }: SiteWorld, name: string): Promise<void> {
  const has = kept.get(name);
  if (has === undefined) return;
  if (has.phase !== "leaving") throw networkError("site.in_use", `${name} is in force in ${site}: it must leave first.`);
  const { conflicts } = await unprovision(cloud.neutron, { network: has.network, site });
  if (conflicts.length > 0) throw networkError("site.in_use", conflicts.map(({ message }) => message).join(" "));
  manual.drop(({ network }) => network === name);
  kept.drop(name);
  connector.wake();
}
