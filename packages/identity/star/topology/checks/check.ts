import type { DocumentPath, Severity } from "@multisite/kernel/document";
import type { SitedNode } from "../queries.ts";
import type { IdentityStar, StarSite } from "../types.ts";

/** One rule of the specification of a star. */
export interface Check {
  readonly code: string;
  readonly severity: Severity;
  /** The rule in a sentence or two, with its reason; the reference page shows it. */
  readonly rule: string;
  /** Every place where the star breaks the rule. */
  readonly find: (star: IdentityStar) => readonly Breach[];
}

/** Where a rule is broken, and what to do. */
export interface Breach {
  readonly path: DocumentPath;
  readonly message: string;
}

export interface PlacedSite {
  readonly site: StarSite;
  readonly path: DocumentPath;
}

export interface PlacedNode extends SitedNode {
  readonly path: DocumentPath;
}

/** Sites with their places in the document. */
export function placedSites(star: IdentityStar): readonly PlacedSite[] {
  return star.sites.map((site, index) => ({ site, path: ["spec", "sites", index] }));
}

/** Nodes with their places in the document. */
export function placedNodes(star: IdentityStar): readonly PlacedNode[] {
  return placedSites(star).flatMap(({ site, path }) =>
    site.nodes.map((node, index) => ({ site, node, path: [...path, "nodes", index] })),
  );
}

export const SITES_PATH: DocumentPath = ["spec", "sites"];
export const KEYS_PATH: DocumentPath = ["spec", "keys"];

/** `east`, `east and west`, `east, west and north`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Names of nodes, as {@link listed}. */
export function nodeNames(nodes: readonly SitedNode[]): string {
  return listed(nodes.map(({ node }) => node.name));
}
