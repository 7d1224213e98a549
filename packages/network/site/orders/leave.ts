import { networkError } from "../../errors.ts";
import { lookHere } from "../../provision/index.ts";
import { SHADOW_OWNER, VIP_OWNER } from "../../shadows/index.ts";
import type { SiteWorld } from "./types.ts";

/**
 * From now on the network's remote ports go. Refused while a port of the site's own is on it.
 *
 * @throws MultisiteError `network.site.in_use`
 */
export async function leaveHere({ site, cloud, kept, connector }: SiteWorld, name: string): Promise<void> {
  const has = kept.get(name);
  if (has === undefined || has.phase === "leaving") return;
  const { ports } = await lookHere(cloud.neutron, { network: has.network });
  const own = ports.filter(({ device_owner }) => device_owner !== SHADOW_OWNER && device_owner !== VIP_OWNER);
  if (own.length > 0) {
    const named = own.slice(0, SHOWN).map(({ id, device_owner }) => `${id}${device_owner === "" ? "" : ` (${device_owner})`}`);
    const more = own.length > SHOWN ? `, and ${own.length - SHOWN} more` : "";
    throw networkError("site.in_use", `${name} is used in ${site}: ports ${named.join(", ")}${more}.`);
  }
  kept.put({ ...has, phase: "leaving" });
  connector.wake();
}

const SHOWN = 5;
