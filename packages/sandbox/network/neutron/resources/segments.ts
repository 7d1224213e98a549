import type { Attributes } from "../attributes/types.ts";
import { conflict, invalidInput, NeutronFault } from "../faults.ts";
import type { NeutronState, StoredNetwork } from "../state.ts";

/** Out of these Neutron gives segments to networks that ask for none; others are accepted all the same (measured). */
const VNI_RANGE = { first: 1000, last: 1999 };

/** The operator's own networks, by what they can carry: one leads out, the other has VLANs. */
const PHYSICAL_NETWORKS = { flat: ["external", "datacentre"], vlan: ["datacentre"] } as const;

const VLANS = { first: 1, last: 4094 };

/** Of 1500 bytes on the wire, the tunnel's headers taken off. */
export const MAX_MTU: Readonly<Record<string, number>> = { vxlan: 1450, flat: 1500, vlan: 1500 };

type Segment = Pick<StoredNetwork, "provider:network_type" | "provider:physical_network" | "provider:segmentation_id">;

/** What a request's `provider:` attributes come to (neutron/plugins/ml2/managers.py and drivers/type_*.py). */
export function chooseSegment(state: NeutronState, given: Attributes): Segment {
  const type = given["provider:network_type"];
  const physical = given["provider:physical_network"] as string | undefined;
  const wanted = given["provider:segmentation_id"] as number | undefined;
  if (type === undefined && (physical !== undefined || wanted !== undefined)) throw invalidInput("network_type required");
  if (type === "flat") return chooseFlat(state, physical);
  if (type === "vlan") return chooseVlan(state, physical, wanted);
  if (type !== undefined && type !== "vxlan") throw invalidInput(`network_type value '${type}' not supported`);
  if (physical !== undefined) throw invalidInput("provider:physical_network specified for vxlan network");
  return segmentOf("vxlan", null, chooseVni(state, wanted));
}

function segmentOf(type: "flat" | "vlan" | "vxlan", physical: string | null, id: number | null): Segment {
  return { "provider:network_type": type, "provider:physical_network": physical, "provider:segmentation_id": id };
}

function chooseFlat(state: NeutronState, physical: string | undefined): Segment {
  if (physical === undefined) throw invalidInput("physical_network required for flat provider network");
  checkPhysical("flat", "flat", physical);
  if (isUsed(state, segmentOf("flat", physical, null)))
    throw conflict("FlatNetworkInUse", `Unable to create the flat network. Physical network ${physical} is in use.`);
  return segmentOf("flat", physical, null);
}

function chooseVlan(state: NeutronState, physical: string | undefined, wanted: number | undefined): Segment {
  if (physical === undefined && wanted !== undefined)
    throw invalidInput("segmentation_id requires physical_network for VLAN provider network");
  if (physical !== undefined) checkPhysical("vlan", "VLAN", physical);
  if (wanted !== undefined && (wanted < VLANS.first || wanted > VLANS.last))
    throw invalidInput(`segmentation_id out of range (${VLANS.first} through ${VLANS.last})`);
  if (wanted === undefined) return freeVlan(state, physical === undefined ? PHYSICAL_NETWORKS.vlan : [physical]);
  const segment = segmentOf("vlan", physical ?? null, wanted);
  if (isUsed(state, segment)) {
    const text = `Unable to create the network. The VLAN ${wanted} on physical network ${physical} is in use.`;
    throw conflict("VlanIdInUse", text);
  }
  return segment;
}

/** All VLANs may be given away. */
function freeVlan(state: NeutronState, physicals: readonly string[]): Segment {
  for (const physical of physicals) {
    for (let vlan = VLANS.first; vlan <= VLANS.last; vlan++) {
      const segment = segmentOf("vlan", physical, vlan);
      if (!isUsed(state, segment)) return segment;
    }
  }
  throw noneLeft();
}

function checkPhysical(type: "flat" | "vlan", name: string, physical: string): void {
  if (!(PHYSICAL_NETWORKS[type] as readonly string[]).includes(physical))
    throw invalidInput(`physical_network '${physical}' unknown for ${name} provider network`);
}

function isUsed({ networks }: NeutronState, segment: Segment): boolean {
  return [...networks.values()].some((network) =>
    Object.entries(segment).every(([name, value]) => network[name as keyof Segment] === value),
  );
}

function chooseVni(state: NeutronState, wanted: number | undefined): number {
  if (wanted !== undefined) {
    if (!isUsed(state, segmentOf("vxlan", null, wanted))) return wanted;
    throw conflict("TunnelIdInUse", `Unable to create the network. The tunnel ID ${wanted} is in use.`);
  }
  for (let vni = VNI_RANGE.first; vni <= VNI_RANGE.last; vni++) if (!isUsed(state, segmentOf("vxlan", null, vni))) return vni;
  throw noneLeft();
}

function noneLeft(): NeutronFault {
  const text = "Unable to create the network. No tenant network is available for allocation.";
  return new NeutronFault(503, "NoNetworkAvailable", text);
}
