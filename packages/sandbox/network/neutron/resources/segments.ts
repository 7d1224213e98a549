import type { Attributes } from "../attributes/types.ts";
import { conflict, invalidInput, NeutronFault } from "../faults.ts";
import type { NeutronState, StoredNetwork } from "../state.ts";

/** Out of these Neutron gives segments to networks that ask for none; others are accepted all the same (measured). */
const VNI_RANGE = { first: 1000, last: 1999 };

/** The one physical network of the cloud; flat networks on it lead out. */
const PHYSICAL_NETWORK = "external";

/** Of 1500 bytes on the wire, the tunnel's headers taken off. */
export const MAX_MTU = { vxlan: 1450, flat: 1500 } as const;

type Segment = Pick<StoredNetwork, "provider:network_type" | "provider:physical_network" | "provider:segmentation_id">;

/** What a request's `provider:` attributes come to (neutron/plugins/ml2/managers.py and drivers/type_*.py). */
export function chooseSegment(state: NeutronState, given: Attributes): Segment {
  const type = given["provider:network_type"];
  const physical = given["provider:physical_network"];
  const wanted = given["provider:segmentation_id"];
  if (type === undefined && (physical !== undefined || wanted !== undefined)) throw invalidInput("network_type required");
  if (type === "flat") return chooseFlat(state, physical);
  if (type !== undefined && type !== "vxlan") throw invalidInput(`network_type value '${type}' not supported`);
  if (physical !== undefined) throw invalidInput("provider:physical_network specified for vxlan network");
  return { ...segmentOf("vxlan", null), "provider:segmentation_id": chooseVni(state, wanted as number | undefined) };
}

function chooseFlat({ networks }: NeutronState, physical: unknown): Segment {
  if (physical === undefined) throw invalidInput("physical_network required for flat provider network");
  if (physical !== PHYSICAL_NETWORK) throw invalidInput(`physical_network '${physical}' unknown for flat provider network`);
  if ([...networks.values()].some((network) => network["provider:physical_network"] === physical)) {
    throw conflict("FlatNetworkInUse", `Unable to create the flat network. Physical network ${physical} is in use.`);
  }
  return segmentOf("flat", physical);
}

const segmentOf = (type: "flat" | "vxlan", physical: string | null): Segment => ({
  "provider:network_type": type,
  "provider:physical_network": physical,
  "provider:segmentation_id": null,
});

function chooseVni({ networks }: NeutronState, wanted: number | undefined): number {
  const used = new Set([...networks.values()].map((network) => network["provider:segmentation_id"]));
  if (wanted !== undefined) {
    if (!used.has(wanted)) return wanted;
    throw conflict("TunnelIdInUse", `Unable to create the network. The tunnel ID ${wanted} is in use.`);
  }
  for (let vni = VNI_RANGE.first; vni <= VNI_RANGE.last; vni++) if (!used.has(vni)) return vni;
  const text = "Unable to create the network. No tenant network is available for allocation.";
  throw new NeutronFault(503, "NoNetworkAvailable", text);
}
