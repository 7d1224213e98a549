import { MAXIMUM, MINIMUM } from "./microversion.ts";

/** Nova's version documents, which clients read before anything else (nova/api/openstack/compute/views/versions.py). */
export function versionDocument(origin: string): object {
  return {
    id: "v2.1",
    status: "CURRENT",
    version: MAXIMUM,
    min_version: MINIMUM,
    updated: "2013-07-23T11:33:21Z",
    links: [{ rel: "self", href: `${origin}/v2.1/` }],
  };
}
