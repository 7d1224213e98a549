import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createImageClient, type ImageClient } from "../../../packages/openstack/image/index.ts";
import { createVolumeClient, type VolumeClient } from "../../../packages/openstack/volume/index.ts";
import type { Cloud } from "../../../rig/cloud/index.ts";
import { connectTo } from "../neutron-client/site.ts";

/** A site's services, as its administrator uses them. */
export type Clients = VolumeClient & { readonly images: ImageClient };

export function clientsOf(site: Cloud): Clients {
  const connection = connectTo(site);
  const time = { clock: systemClock };
  return {
    ...createVolumeClient(connection.service("volumev3"), time),
    images: createImageClient(connection.service("image"), time),
  };
}
