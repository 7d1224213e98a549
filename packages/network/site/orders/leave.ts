import { networkError } from "../../errors.ts";
import { lookHere, membersOf } from "../../provision/index.ts";
import type { SiteWorld } from "./types.ts";

/**
 * From now on the network's remote ports go. Refused while a port of the site's own is on it.
 *
 * @throws MultisiteError `network.site.in_use`
 */
export async function leaveHere({ site, cloud, kept, connector }: SiteWorld, name: string): Promise<void> {
  const has = kept.get(name);
  if (has === undefined || has.phase === "leaving") return;
  const own = membersOf(await lookHere(cloud.neutron, { network: has.network, site }));
  if (own.length > 0) {
    const named = own.slice(0, SHOWN).map(({ id, device_owner }) => `${id}${device_owner === "" ? "" : ` (${device_owner})`}`);
    const more = own.length > SHOWN ? `, and ${own.length - SHOWN} more` : "";
    throw networkError("site.in_use", `${name} is used in ${site}: ports ${named.join(", ")}${more}.`);
  }
  kept.put({ ...has, phase: "leaving" });
  connector.wake();
}

const SHOWN = 5;
