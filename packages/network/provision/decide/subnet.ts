import type { Network, Subnet, SubnetChange } from "@multisite/openstack/network";
import { addressText, includes, parseAddress, parseCidr, usable } from "../../addresses/index.ts";
import type { NetworkSite } from "../../document/types.ts";
import type { Conflict, ProvisionAction, WantedHere } from "../types.ts";

export function createSubnet(made: Network, wanted: WantedHere): ProvisionAction {
  const { network, projectId } = wanted;
  const cidr = cidrOf(wanted);
  return {
    act: "create-subnet",
    request: {
      name: network.name,
      project_id: projectId,
      network_id: made.id,
      ip_version: 4,
      ...(cidr === undefined ? {} : { cidr }),
      ...changeable(wanted),
    },
  };
}

export function updateSubnet(has: Subnet, wanted: WantedHere): readonly ProvisionAction[] {
  const want = changeable(wanted);
  const isSame =
    has.gateway_ip === want.gateway_ip &&
    has.enable_dhcp === want.enable_dhcp &&
    JSON.stringify(has.allocation_pools) === JSON.stringify(want.allocation_pools);
  return isSame ? [] : [{ act: "update-subnet", id: has.id, change: want }];
}

export function subnetConflicts(has: Subnet, wanted: WantedHere): readonly Conflict[] {
  const { network, site } = wanted;
  const cidr = cidrOf(wanted);
  if (cidr === undefined || has.cidr === cidr) return [];
  const message = `${network.name} has the CIDR ${has.cidr} in ${site}, and machines have addresses of it: write ${has.cidr}, or delete the network first.`;
  const index = network.sites.findIndex(({ name }) => name === site);
  return [{ field: network.type === "routed" ? `spec.sites[${index}].cidr` : "spec.cidr", message }];
}

/** Addresses for the site's own ports only; the gateway and DHCP at one site alone, as two would both answer. */
function changeable({
  network,
  site,
}: WantedHere): Required<Pick<SubnetChange, "gateway_ip" | "enable_dhcp" | "allocation_pools">> {
  const here = network.sites.find(({ name }) => name === site);
  const pool = here?.pool;
  const ownGateway = network.gateway?.site === site ? network.gateway.address : null;
  return {
    gateway_ip: network.type === "routed" ? ((here && routerAddress(here)) ?? null) : ownGateway,
    enable_dhcp: network.dhcpSite === site,
    allocation_pools: pool === undefined ? [] : [{ start: pool.first, end: pool.last }],
  };
}

function cidrOf({ network, site }: WantedHere): string | undefined {
  return network.type === "routed" ? network.sites.find(({ name }) => name === site)?.cidr : network.cidr;
}

/** The first address of a routed site that no port is given; the document is checked to have one. */
function routerAddress({ cidr, pool }: Pick<NetworkSite, "cidr" | "pool">): string | undefined {
  const parsed = cidr === undefined ? undefined : parseCidr(cidr);
  const [first, last] = [parseAddress(pool.first), parseAddress(pool.last)];
  if (parsed === undefined || first === undefined || last === undefined) return undefined;
  const range = usable(parsed);
  const free = [range.first, last + 1].find((address) => includes(range, address) && !includes({ first, last }, address));
  return free === undefined ? undefined : addressText(free);
}
