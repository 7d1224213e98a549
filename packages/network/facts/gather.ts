import type { Network, NetworkClient, QuotaDetails } from "@multisite/openstack/network";
import { isOpenStackError } from "@multisite/openstack/session";
import type { StretchedNetwork } from "../document/index.ts";
import { madeNetwork } from "../preflight/look.ts";
import type { FactNetwork, QuotaResource, SiteFacts } from "../preflight/types.ts";
import { isShadowHost, SHADOW_OWNER, VIP_OWNER } from "../shadows/index.ts";

/** Which site is asked for what. */
export interface SiteQuestion {
  readonly site: string;
  readonly network: StretchedNetwork;
  /** ID of the network's project in that site. */
  readonly projectId: string;
}

/**
 * What a site's Neutron answers about itself. Its bus, the way to the tunnel endpoints of others and the clocks are for the connector in
 * the site to look at: they are left open here.
 */
export async function gatherFacts(neutron: NetworkClient, { site, network, projectId }: SiteQuestion): Promise<SiteFacts> {
  const missingRights: string[] = [];
  const allowed = async <Answer>(right: string, asking: Promise<Answer>, otherwise: Answer): Promise<Answer> => {
    try {
      return await asking;
    } catch (thrown) {
      if (!isOpenStackError(thrown, 403)) throw thrown;
      missingRights.push(right);
      return otherwise;
    }
  };
  const [networks, subnets, extensions, agents, quota] = await Promise.all([
    neutron.networks.list(),
    neutron.subnets.list(),
    neutron.extensions.list(),
    allowed("get_agent", neutron.agents.list(), []),
    allowed<QuotaDetails>("get_quota", neutron.quotas.details(projectId), {}),
  ]);
  if (networks.some((one) => !("provider:network_type" in one))) missingRights.push("get_network:provider:segmentation_id");
  const made = madeNetwork({ networks }, network);
  const ports = made === undefined ? [] : await neutron.ports.list({ network_id: made.id });
  return {
    site,
    networks,
    subnets,
    agents,
    extensions: extensions.map(({ alias }) => alias),
    quota: toQuota(quota),
    missingRights,
    bus: "not asked",
    baseMac: commonPrefix(await neutron.ports.list({}, { fields: ["mac_address", "binding:host_id"] })),
    mtu: mtuOf(networks, network),
    ports: ports.filter(({ device_owner }) => device_owner !== SHADOW_OWNER && device_owner !== VIP_OWNER).length,
    probes: [],
    clockErrorMs: undefined,
  };
}

/** What Neutron does not count has no limit. */
function toQuota(details: QuotaDetails): SiteFacts["quota"] {
  const of = (resource: QuotaResource): { readonly limit: number; readonly used: number } => {
    const found = details[resource];
    return found === undefined ? { limit: -1, used: 0 } : { limit: found.limit, used: found.used + found.reserved };
  };
  return { network: of("network"), subnet: of("subnet"), port: of("port"), security_group: of("security_group") };
}

const SEGMENTS = { overlay: "vxlan", provider: "vlan", routed: "vxlan" } as const;

/** Neutron says what a network of a type may carry only of networks that are there. */
function mtuOf(networks: readonly (FactNetwork & Pick<Network, "mtu">)[], { type, vlan }: StretchedNetwork): number | undefined {
  const segment = type === "provider" && vlan === undefined ? "flat" : SEGMENTS[type];
  const known = networks.flatMap((one) => (one["provider:network_type"] === segment ? (one.mtu ?? []) : []));
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Of fewer, the fourth byte may be the same by chance. */
const ENOUGH_PORTS = 3;

/** `base_mac` as far as the MACs that Neutron gave show it: their first three bytes are one, or their first four. */
function commonPrefix(
  ports: readonly { readonly mac_address: string; readonly "binding:host_id"?: string | null }[],
): string | undefined {
  const macs = ports.flatMap((port) => (isShadowHost(port["binding:host_id"] ?? "") ? [] : [port.mac_address.split(":")]));
  const prefixes = new Set(macs.map((bytes) => bytes.slice(0, 3).join(":")));
  if (macs.length < ENOUGH_PORTS || prefixes.size !== 1) return undefined;
  const fourth = new Set(macs.map((bytes) => bytes[3]));
  return `${[...prefixes][0]}:${fourth.size === 1 ? [...fourth][0] : "00"}:00:00`;
}
