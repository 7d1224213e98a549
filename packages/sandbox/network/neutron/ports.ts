import type { PortChange, PortRequest } from "@multisite/openstack/network";
import { announceAddresses, announceDown, entriesOf } from "../l2pop/driver.ts";
import { allocate } from "./addresses.ts";
import { bind } from "./binding.ts";
import { NeutronFault } from "./faults.ts";
import { type NeutronState, networkOf, newId, portOf, type StoredPort, timeText, touch } from "./state.ts";

export function createPort(state: NeutronState, request: PortRequest): StoredPort {
  const network = networkOf(state, request.network_id);
  if (state.ports.size >= state.portQuota) throw new NeutronFault(409, "OverQuota", "Quota exceeded for resources: ['port'].");
  const mac = request.mac_address ?? freeMac(state, network.id);
  if (hasMac(state, network.id, mac))
    throw new NeutronFault(
      409,
      "MacAddressInUse",
      `Unable to complete operation for network ${network.id}. The mac address ${mac} is in use.`,
    );
  const now = timeText(state.clock.nowMs());
  const port: StoredPort = {
    id: newId(state),
    name: request.name ?? "",
    network_id: network.id,
    project_id: request.project_id ?? network.project_id,
    mac_address: mac,
    admin_state_up: request.admin_state_up ?? true,
    status: "DOWN",
    device_id: request.device_id ?? "",
    device_owner: request.device_owner ?? "",
    fixed_ips: allocate(state, network.id, request.fixed_ips, undefined),
    allowed_address_pairs: pairsOf(request, mac),
    extra_dhcp_opts: [],
    security_groups: request.security_groups ?? [],
    description: request.description ?? "",
    "binding:vnic_type": "normal",
    "binding:profile": {},
    "binding:host_id": "",
    "binding:vif_type": "unbound",
    "binding:vif_details": {},
    port_security_enabled: request.port_security_enabled ?? true,
    tags: [],
    created_at: now,
    updated_at: now,
    revision_number: 1,
  };
  state.ports.set(port.id, port);
  const host = request["binding:host_id"];
  if (host !== undefined && host !== "") bind(state, port, host);
  return port;
}

export function updatePort(state: NeutronState, id: string, change: PortChange): StoredPort {
  const port = portOf(state, id);
  const isBound = port["binding:host_id"] !== "" && port["binding:vif_type"] !== "unbound";
  if (change.mac_address !== undefined && change.mac_address !== port.mac_address) {
    if (isBound)
      throw new NeutronFault(
        409,
        "PortBound",
        `Unable to complete operation on port ${id}, port is already bound, port type: ovs, old_mac ${port.mac_address}, new_mac ${change.mac_address}.`,
      );
    if (hasMac(state, port.network_id, change.mac_address))
      throw new NeutronFault(409, "MacAddressInUse", `The mac address ${change.mac_address} is in use.`);
    port.mac_address = change.mac_address;
  }
  if (change.fixed_ips !== undefined) {
    const before = entriesOf(port);
    port.fixed_ips = allocate(state, port.network_id, change.fixed_ips, id);
    if (port.status === "ACTIVE") announceAddresses(state, port, before);
  }
  const { name, description, device_id, device_owner, security_groups } = change;
  Object.assign(port, definedOnly({ name, description, device_id, device_owner, security_groups }));
  if (change.allowed_address_pairs !== undefined) port.allowed_address_pairs = pairsOf(change, port.mac_address);
  const host = change["binding:host_id"];
  if (host !== undefined) bind(state, port, host);
  touch(state, port);
  return port;
}

export function deletePort(state: NeutronState, id: string): void {
  const port = portOf(state, id);
  state.ports.delete(id);
  if (port.status === "ACTIVE") announceDown(state, port);
}

function hasMac({ ports }: NeutronState, networkId: string, mac: string): boolean {
  return [...ports.values()].some((port) => port.network_id === networkId && port.mac_address === mac);
}

function freeMac(state: NeutronState, networkId: string): string {
  for (;;) {
    const end = [...state.random.bytes(2)].map((byte) => byte.toString(16).padStart(2, "0"));
    const mac = [...state.baseMac.split(":").slice(0, 4), ...end].join(":");
    if (!hasMac(state, networkId, mac)) return mac;
  }
}

/** Neutron writes the port's own MAC into a pair without one. */
function pairsOf({ allowed_address_pairs = [] }: PortChange, mac: string): StoredPort["allowed_address_pairs"] & object {
  return allowed_address_pairs.map(({ ip_address, mac_address = mac }) => ({ ip_address, mac_address }));
}

function definedOnly(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
