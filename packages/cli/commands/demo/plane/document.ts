import { stringify } from "yaml";
import { PROJECT } from "../cast.ts";
import { CIDR, PLANE, PLANE_SITES, VIP } from "./cast.ts";

/** The document of the backup plane, as `network apply` takes it. */
export function planeDocument(): string {
  const spec = {
    generation: 1,
    project: PROJECT,
    type: "overlay",
    cidr: CIDR,
    vips: [{ name: "state", address: VIP }],
    sites: PLANE_SITES.map(({ name, pool }) => ({ name, pool })),
  };
  return stringify({ apiVersion: "multisite/v1", kind: "StretchedNetwork", metadata: { name: PLANE }, spec });
}
