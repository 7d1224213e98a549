import { networkError } from "../../errors.ts";
import type { ManualPort } from "../../manual-ports/index.ts";
import { isShadowHost } from "../../shadows/index.ts";
import type { SiteWorld } from "./types.ts";

/**
 * From now on this site has a remote port that a command made, or has it as it is now; the connector realizes it.
 *
 * @throws MultisiteError `network.site.unknown`, `network.port.refused`
 */
export async function putPortHere({ site, cloud, kept, manual, connector }: SiteWorld, port: ManualPort): Promise<void> {
  const has = kept.get(port.network);
  if (has?.made === undefined || has.phase !== "in-force")
    throw networkError("site.unknown", `${port.network} is not in force in ${site}.`);
  const agents = await cloud.neutron.agents.list();
  const taken = agents.find(({ host, configurations }) => configurations.tunneling_ip === port.vtep && !isShadowHost(host));
  if (taken !== undefined) throw networkError("port.refused", `${port.vtep} is ${taken.host}, a host of ${site} itself.`);
  manual.put(port);
  connector.wake();
}

/** It is taken away; one that is not there is gone already. */
export function dropPortHere({ manual, connector }: SiteWorld, id: string): void {
  manual.drop((port) => port.id === id);
  connector.wake();
}
