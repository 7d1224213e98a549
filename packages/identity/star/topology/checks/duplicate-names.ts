import { type Check, placedNodes, placedSites } from "./check.ts";

export const duplicateNames: Check = {
  code: "star.names.duplicate",
  severity: "error",
  rule: "Names of sites are unique, and names of nodes are unique among all sites: certificates, files and facts carry them.",
  find(star) {
    const sites = repeated(placedSites(star), ({ site }) => site.name).map(({ site, path }) => ({
      path: [...path, "name"],
      message: `There is a site ${site.name} already; give this one another name.`,
    }));
    const nodes = repeated(placedNodes(star), ({ node }) => node.name).map(({ node, path }) => ({
      path: [...path, "name"],
      message: `There is a node ${node.name} already; give this one another name, such as SITE-NUMBER.`,
    }));
    return [...sites, ...nodes];
  },
};

/** Those whose name has come before. */
function repeated<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  const names = items.map(nameOf);
  return items.filter((_, index) => names.indexOf(names[index] as string) < index);
}
