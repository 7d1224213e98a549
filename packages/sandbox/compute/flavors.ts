import type { Flavor } from "../region/state.ts";

/** `GET /flavors/{id}` and the entries of `GET /flavors/detail` (nova/api/openstack/compute/views/flavors.py). */
export function renderFlavor(flavor: Flavor, origin: string): object {
  return {
    ...renderFlavorSummary(flavor, origin),
    ram: flavor.ramMb,
    disk: flavor.diskGb,
    vcpus: flavor.vcpus,
    swap: "",
    rxtx_factor: 1.0,
    "OS-FLV-EXT-DATA:ephemeral": 0,
    "OS-FLV-DISABLED:disabled": false,
    "os-flavor-access:is_public": true,
  };
}

/** An entry of `GET /flavors`. */
export function renderFlavorSummary({ id, name }: Flavor, origin: string): object {
  const links = [
    { rel: "self", href: `${origin}/v2.1/flavors/${id}` },
    { rel: "bookmark", href: `${origin}/flavors/${id}` },
  ];
  return { id, name, links };
}
