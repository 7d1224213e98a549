/** In the place of a site's name: ports that are in no site which has a connector. No site may be called so. */
export const MANUAL_SITE = "manual";

/** In the place of a node's name; no node can be called so. */
export const MANUAL_NODE = "(manual ports)";

export function isManual({ site }: { readonly site: string }): boolean {
  return site === MANUAL_SITE;
}
