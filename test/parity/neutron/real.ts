import type { NeutronSite } from "../../../rig/neutron/index.ts";
import { createHttpClient } from "../client/http.ts";
import type { ParityClient } from "../client/types.ts";
import type { World } from "./types.ts";
import { createWorld } from "./world.ts";

/** The hosts of a site that is asked. */
export const hosts = ["open-vswitch"] as const;

/** A site's real neutron-server, and the world around it; a site is for one run, as agents remember what they were told. */
export async function reachReal({ controller, hosts: [host] }: NeutronSite): Promise<{ client: ParityClient; world: World }> {
  if (host === undefined) throw new Error("the site has no host");
  const { identity, url } = controller;
  const administrator = { name: "admin", password: identity.adminPassword };
  const surroundings = { host: host.name, vtep: host.tunnelAddress };
  return { client: createHttpClient(url), world: await createWorld(createHttpClient(identity.url), administrator, surroundings) };
}
