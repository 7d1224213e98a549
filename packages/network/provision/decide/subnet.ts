import type { Network, Subnet, SubnetChange } from "@multisite/openstack/network";
import type { Conflict, ProvisionAction, WantedHere } from "../types.ts";

export function createSubnet(made: Network, wanted: WantedHere): ProvisionAction {
  const { network, projectId } = wanted;
  return {
    act: "create-subnet",
    request: {
      name: network.name,
      project_id: projectId,
      network_id: made.id,
      ip_version: 4,
      ...(network.cidr === undefined ? {} : { cidr: network.cidr }),
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

export function subnetConflicts(has: Subnet, { network, site }: WantedHere): readonly Conflict[] {
  if (network.cidr === undefined || has.cidr === network.cidr) return [];
  const message = `${network.name} has the CIDR ${has.cidr} in ${site}, and machines have addresses of it: write ${has.cidr}, or delete the network first.`;
  return [{ field: "spec.cidr", message }];
}

/** Addresses for the site's own ports only; the gateway and DHCP at one site alone, as two would both answer. */
function changeable({
  network,
  site,
}: WantedHere): Required<Pick<SubnetChange, "gateway_ip" | "enable_dhcp" | "allocation_pools">> {
  const pool = network.sites.find(({ name }) => name === site)?.pool;
  return {
    gateway_ip: network.gateway?.site === site ? network.gateway.address : null,
    enable_dhcp: network.dhcpSite === site,
    allocation_pools: pool === undefined ? [] : [{ start: pool.first, end: pool.last }],
  };
}
