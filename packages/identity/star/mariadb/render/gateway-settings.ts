import { stringify } from "yaml";
import { servingNodesOf, servingSitesFor } from "../../topology/queries.ts";
import type { IdentityStar, StarSite } from "../../topology/types.ts";
import type { HostLayout, RenderedFile } from "./types.ts";

/**
 * `gateway.yaml`: every serving node of the star; the own site's first, then those that serve it, then the others. No `public_endpoint`:
 * version documents then name what the client has asked, so that the host's services stay with their own gateway.
 */
export function gatewayFile(star: IdentityStar, site: StarSite, layout: HostLayout): RenderedFile {
  const first = servingSitesFor(star, site.name);
  const sites = [...first, ...star.sites.filter((one) => !first.includes(one))];
  const scheme = star.publicEndpoint.startsWith("https:") ? "https" : "http";
  const settings = {
    identity: {
      own_site: site.name,
      endpoints: sites.flatMap((one) =>
        servingNodesOf(one).map(({ address, ports }) => ({ site: one.name, url: `${scheme}://${address}:${ports.identity}` })),
      ),
      ...(scheme === "https" ? { authorities: `${layout.config}/public-ca.crt` } : {}),
    },
    listen: { host: "127.0.0.1", port: 5000 },
    admin: { socket: `${layout.run}/gateway.sock` },
  };
  const heading =
    `# Gateway of a host in the site ${site.name} of the star ${star.name}, from generation ${star.generation} of its document.\n` +
    "# Services of the host need one setting: auth_url = http://127.0.0.1:5000/v3\n";
  return { path: `${layout.config}/gateway.yaml`, mode: 0o644, text: heading + stringify(settings, { lineWidth: 0 }) };
}
