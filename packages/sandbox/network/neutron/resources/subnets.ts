import type { AllocationPool } from "@multisite/openstack/network";
import { toText } from "../addresses/address.ts";
import { cidrText, parseCidr } from "../addresses/cidr.ts";
import { address, firstOf, keysOf, oneOf, orNone, text, uuid } from "../attributes/checks.ts";
import { noneToEmptyList, toBoolean, toInteger } from "../attributes/converters.ts";
import { pythonText } from "../attributes/python.ts";
import { hostRoutes } from "../attributes/routes.ts";
import { identified, name, tagged } from "../attributes/standard.ts";
import type { Attribute, AttributeMap, Check } from "../attributes/types.ts";
import { owns } from "../caller.ts";
import { badResource, conflict, invalidInput, notFound } from "../faults.ts";
import { born, networkOf, type StoredSubnet, subnetsOf } from "../state.ts";
import { assignGiven, type Kind, visible } from "./kind.ts";
import { checkGateway, checkNetwork, checkPools, poolsOf } from "./subnet-ranges.ts";

const pools: Check = (value) =>
  Array.isArray(value)
    ? firstOf(value, (pool: AllocationPool) => keysOf("start", "end")(pool) ?? address(pool.start) ?? address(pool.end))
    : `Invalid data format for IP pool: '${pythonText(value)}'`;

const nameservers: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for nameserver: '${pythonText(value)}'`;
  return firstOf(value, (host) => {
    const reason = address(host);
    if (reason !== undefined) return `'${pythonText(host)}' is not a valid nameserver. ${reason}`;
    return value.indexOf(host) === value.lastIndexOf(host) ? undefined : `Duplicate nameserver '${host}'`;
  });
};

const ipv6Mode: Attribute = {
  in: "POST",
  check: oneOf(["dhcpv6-stateful", "dhcpv6-stateless", "slaac"]),
  isFilter: true,
  isSortKey: true,
};

const attributes: AttributeMap = {
  ...identified,
  ...tagged,
  name,
  ip_version: { in: "POST", isRequired: true, convert: toInteger, check: oneOf([4, 6]), isFilter: true, isSortKey: true },
  network_id: { in: "POST", isRequired: true, check: uuid, isFilter: true, isSortKey: true },
  subnetpool_id: { in: "POST", check: orNone(uuid), isFilter: true, isSortKey: true },
  cidr: { in: "POST", convert: toCidr, isFilter: true, isSortKey: true },
  gateway_ip: { in: "POST PUT", check: orNone(address), isFilter: true, isSortKey: true },
  allocation_pools: { in: "POST PUT", check: pools },
  dns_nameservers: { in: "POST PUT", default: [], convert: noneToEmptyList, check: nameservers },
  host_routes: { in: "POST PUT", default: [], convert: noneToEmptyList, check: hostRoutes },
  enable_dhcp: { in: "POST PUT", default: true, convert: toBoolean, isFilter: true, isSortKey: true },
  ipv6_ra_mode: ipv6Mode,
  ipv6_address_mode: ipv6Mode,
  service_types: { in: "POST PUT", default: [] },
  shared: { in: "none", convert: toBoolean, isFilter: true },
  segment_id: { in: "POST PUT", check: orNone(text(36)), isFilter: true },
};

const CHANGEABLE = ["name", "description", "gateway_ip", "allocation_pools", "dns_nameservers", "host_routes", "enable_dhcp"];

export const subnets: Kind<StoredSubnet> = {
  singular: "subnet",
  plural: "subnets",
  attributes,
  guards: [],
  table: (state) => state.subnets,
  absent: (id) => notFound("Subnet", id),
  sees: (state, caller, subnet) => owns(caller, subnet) || state.networks.get(subnet.network_id)?.shared === true,
  owns: (_state, caller, subnet) => owns(caller, subnet),
  show: (_state, subnet, caller) => visible(subnet, caller, () => false),
  create(state, given, caller) {
    const network = networkOf(state, String(given.network_id));
    if (!owns(caller, network) && !network.shared) throw notFound("Network", network.id);
    const cidr = parseCidr(String(given.cidr ?? ""));
    if (cidr === undefined) throw badResource("subnets", "a subnetpool must be specified in the absence of a cidr");
    checkNetwork(given, cidr, subnetsOf(state, network.id), network.id);
    const first = toText(cidr.version === 6 ? cidr.first : cidr.first + 1n, cidr.version);
    const gateway = (given.gateway_ip === undefined ? first : given.gateway_ip) as string | null;
    if (gateway !== null) checkGateway(cidr, gateway);
    const wanted = given.allocation_pools as readonly AllocationPool[] | undefined;
    if (wanted !== undefined) checkPools(cidr, gateway, wanted);
    const subnet: StoredSubnet = {
      ...born(state, String(given.project_id)),
      name: String(given.name),
      description: String(given.description),
      network_id: network.id,
      ip_version: cidr.version,
      cidr: cidrText(cidr),
      gateway_ip: gateway,
      allocation_pools: wanted ?? poolsOf(cidr, gateway),
      enable_dhcp: given.enable_dhcp === true,
      dns_nameservers: given.dns_nameservers as string[],
      host_routes: given.host_routes as StoredSubnet["host_routes"],
      ipv6_address_mode: (given.ipv6_address_mode ?? null) as StoredSubnet["ipv6_address_mode"],
      ipv6_ra_mode: (given.ipv6_ra_mode ?? null) as StoredSubnet["ipv6_ra_mode"],
      subnetpool_id: null,
      service_types: given.service_types as string[],
    };
    state.subnets.set(subnet.id, subnet);
    network.subnets = [...network.subnets, subnet.id];
    return subnet;
  },
  update(state, subnet, change) {
    const cidr = parseCidr(subnet.cidr);
    const gateway = (change.gateway_ip === undefined ? subnet.gateway_ip : change.gateway_ip) as string | null;
    const allocation = (change.allocation_pools ?? subnet.allocation_pools) as readonly AllocationPool[];
    if (cidr !== undefined && (change.gateway_ip !== undefined || change.allocation_pools !== undefined)) {
      if (gateway !== null) checkGateway(cidr, gateway);
      const holder = [...state.ports.values()].find(
        ({ device_owner, fixed_ips }) =>
          device_owner === "network:router_interface" &&
          fixed_ips.some(({ subnet_id, ip_address }) => subnet_id === subnet.id && ip_address === subnet.gateway_ip),
      );
      if (holder !== undefined && gateway !== subnet.gateway_ip && gateway !== null) {
        const text = `Current gateway ip ${subnet.gateway_ip} already in use by port ${holder.id}. Unable to update.`;
        throw conflict("GatewayIpInUse", text);
      }
      checkPools(cidr, gateway, allocation);
    }
    assignGiven(subnet, change, CHANGEABLE);
  },
  remove(state, subnet) {
    const isUsed = [...state.ports.values()].some(({ fixed_ips }) => fixed_ips.some(({ subnet_id }) => subnet_id === subnet.id));
    if (isUsed) {
      const why = "One or more ports have an IP allocation from this subnet.";
      throw conflict("SubnetInUse", `Unable to complete operation on subnet ${subnet.id}: ${why}`);
    }
    state.subnets.delete(subnet.id);
    const network = state.networks.get(subnet.network_id);
    if (network !== undefined) network.subnets = network.subnets.filter((id) => id !== subnet.id);
  },
};

function toCidr(value: unknown): string {
  const cidr = parseCidr(pythonText(value));
  if (cidr === undefined) throw invalidInput(`${pythonText(value)} is not in a CIDR format`);
  return cidrText(cidr);
}
