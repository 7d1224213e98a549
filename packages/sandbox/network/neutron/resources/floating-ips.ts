import { address, orNone, uuid } from "../attributes/checks.ts";
import { identified, status, tagged } from "../attributes/standard.ts";
import type { AttributeMap, Attributes } from "../attributes/types.ts";
import { owns } from "../caller.ts";
import { badResource, notFound } from "../faults.ts";
import { floatingIpGuards } from "../policy/guards.ts";
import { born, type NeutronState, networkOf, type StoredFloatingIp, subnetOf, subnetsOf } from "../state.ts";
import { associate } from "./associations.ts";
import { type Kind, visible } from "./kind.ts";
import { createPort } from "./ports.ts";

const optional = { default: null, isFilter: true } as const;

const attributes: AttributeMap = {
  ...identified,
  ...tagged,
  port_details: { in: "none" },
  floating_ip_address: { in: "POST", ...optional, check: orNone(address), isSortKey: true },
  subnet_id: { in: "POST", default: null, check: orNone(uuid) },
  floating_network_id: { in: "POST", isRequired: true, check: uuid, isFilter: true, isSortKey: true },
  router_id: { in: "none", check: orNone(uuid), isFilter: true, isSortKey: true },
  port_id: { in: "POST PUT", ...optional, check: orNone(uuid) },
  fixed_ip_address: { in: "POST PUT", ...optional, check: orNone(address), isSortKey: true },
  status,
};

export const floatingIps: Kind<StoredFloatingIp> = {
  singular: "floatingip",
  plural: "floatingips",
  attributes,
  guards: floatingIpGuards,
  table: (state) => state.floatingIps,
  absent: (id) => notFound("FloatingIP", id),
  sees: (_state, caller, floatingIp) => owns(caller, floatingIp),
  owns: (_state, caller, floatingIp) => owns(caller, floatingIp),
  show(state, { outsidePortId, ...floatingIp }, caller) {
    return { ...visible(floatingIp, caller, () => false), port_details: detailsOf(state, floatingIp.port_id) };
  },
  create(state, given, caller) {
    const network = networkOf(state, String(given.floating_network_id));
    if (network["router:external"] !== true) throw badFloatingIp(`Network ${network.id} is not a valid external network`);
    if (!subnetsOf(state, network.id).some(({ ip_version }) => ip_version === 4))
      throw badFloatingIp(`Network ${network.id} does not contain any IPv4 subnet`);
    const { id, project_id, ...rest } = born(state, String(given.project_id));
    const association = associate(state, { floatingIp: { id, network, address: "" }, given, caller });
    const port = createPort(state, {
      network_id: network.id,
      project_id: "",
      device_id: id,
      device_owner: "network:floatingip",
      ...fixedIpsOf(state, given),
    });
    const floatingIp: StoredFloatingIp = {
      id,
      project_id,
      ...rest,
      description: String(given.description),
      floating_network_id: network.id,
      floating_ip_address: port.fixed_ips[0]?.ip_address ?? "",
      ...association,
      status: "DOWN",
      outsidePortId: port.id,
    };
    state.floatingIps.set(id, floatingIp);
    return floatingIp;
  },
  update(state, floatingIp, change, caller) {
    const network = networkOf(state, floatingIp.floating_network_id);
    const named = { id: floatingIp.id, network, address: floatingIp.floating_ip_address };
    // A change of the text alone leaves the port; what else is said without a port takes it off.
    const isText = Object.keys(change).every((key) => key === "description");
    const association = isText ? {} : associate(state, { floatingIp: named, given: change, caller });
    Object.assign(floatingIp, association, change.description === undefined ? {} : { description: change.description });
  },
  remove(state, { id, outsidePortId }) {
    state.ports.delete(outsidePortId);
    state.floatingIps.delete(id);
  },
};

function fixedIpsOf(state: NeutronState, given: Attributes): object {
  const ip_address = given.floating_ip_address as string | null;
  const subnet_id = given.subnet_id as string | null;
  if (subnet_id !== null) subnetOf(state, subnet_id);
  if (ip_address === null && subnet_id === null) return {};
  return { fixed_ips: [{ ...(subnet_id === null ? {} : { subnet_id }), ...(ip_address === null ? {} : { ip_address }) }] };
}

function detailsOf({ ports }: NeutronState, portId: string | null): object | null {
  const port = portId === null ? undefined : ports.get(portId);
  if (port === undefined) return null;
  const { name, network_id, mac_address, admin_state_up, status: portStatus, device_id, device_owner } = port;
  return { name, network_id, mac_address, admin_state_up, status: portStatus, device_id, device_owner };
}

const badFloatingIp = (message: string) => badResource("floatingip", message);
