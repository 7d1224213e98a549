import { isShadowHost } from "../../shadows/index.ts";
import type { RemotePortAlarm, Seen, Wanted, WantedPort } from "../types.ts";
import { CLAIMS, contested, isEndpoint } from "./endpoints.ts";

/** Wanted ports that can be made, and why the others are not. */
export interface Accepted {
  readonly ports: readonly WantedPort[];
  /** Wanted, and not changed for now: what is there of them stays. */
  readonly blocked: ReadonlySet<string>;
  readonly alarms: readonly RemotePortAlarm[];
}

/** Takes out what would harm the own site: ports that the site has itself, and endpoints that are its own, another site's, or nobody's. */
export function acceptable({ ports, networks, leaving }: Wanted, { own, agents, shadows }: Seen): Accepted {
  const ownVteps = new Set(agents.filter(({ host }) => !isShadowHost(host)).map(({ tunnelingIp }) => tunnelingIp));
  const ownMacs = new Set(own.map(({ network_id, mac_address }) => `${network_id} ${mac_address}`));
  const ownAddresses = new Set(own.flatMap((port) => port.fixed_ips.map(({ ip_address }) => `${port.network_id} ${ip_address}`)));
  const within = ports.filter(({ networkId }) => networks.has(networkId) && !leaving.has(networkId));
  const rivals = Object.entries(CLAIMS).map(([what, claim]) => [what, contested(claim, within, shadows)] as const);
  const seen = new Set<string>();
  const blocked = new Set<string>();
  const alarms: RemotePortAlarm[] = [];
  const block = (name: string, { key }: WantedPort, cause: string, next: string): false => {
    blocked.add(key);
    alarms.push({ id: `network.remote_port.${name}/${key}`, severity: "critical", cause, next });
    return false;
  };
  const accepted = ports.filter((port) => {
    const { key, networkId, mac, addresses, vtep } = port;
    if (!networks.has(networkId) || leaving.has(networkId) || seen.has(key)) return false;
    seen.add(key);
    if (ownMacs.has(`${networkId} ${mac}`))
      return block("mac_in_use", port, `MAC ${mac} of ${key} is a port of this site too.`, "give one of the two another MAC");
    const address = addresses.find(({ ip_address }) => ownAddresses.has(`${networkId} ${ip_address}`))?.ip_address;
    if (address !== undefined)
      return block(
        "address_in_use",
        port,
        `${address} of ${key} is a port of this site too.`,
        "give one of the two another address",
      );
    if (vtep !== undefined && ownVteps.has(vtep))
      return block(
        "vtep_in_use",
        port,
        `${key} says to be at ${vtep}, which is a host of this site.`,
        "multisite network preflight FILE",
      );
    if (vtep !== undefined && !isEndpoint(vtep))
      return block(
        "vtep_invalid",
        port,
        `${key} says to be at ${vtep}, where no host can be.`,
        "look at the configuration of that site's agents: local_ip",
      );
    for (const [what, rivalsOf] of rivals) {
      const others = rivalsOf(port);
      if (others === undefined) continue;
      const cause = `${others.join(" and ")} and ${port.site} both say to have the ${what} of ${key}: one of them is wrong.`;
      return block(`${what}_contested`, port, cause, "multisite network preflight FILE");
    }
    return true;
  });
  return { ports: accepted, blocked, alarms };
}
