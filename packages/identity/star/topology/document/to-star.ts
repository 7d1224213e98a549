import type { IdentityStar, NodeRole, StarEngine, StarMode, StarNode, StarSite } from "../types.ts";

/** A document that fits the schema, with the defaults that depend on nothing else. */
export interface StarDocument {
  readonly metadata: Pick<IdentityStar, "name" | "labels" | "annotations">;
  readonly spec: Omit<IdentityStar, "name" | "labels" | "annotations" | "sites"> & { readonly sites: readonly SiteDocument[] };
}

interface SiteDocument extends Omit<StarSite, "region" | "nodes"> {
  readonly region?: string;
  readonly nodes: readonly NodeDocument[];
}

interface NodeDocument extends Omit<StarNode, "ports"> {
  readonly ports: Partial<StarNode["ports"]>;
}

/** Ports that a node has when the document does not say. */
const DEFAULT_PORTS = { agent: 7443, identity: 5000, database: 3306, galera: 4567 } as const;

/** The star that a document describes; what depends on role, mode and engine is filled in here. */
export function toStar({ metadata, spec }: StarDocument): IdentityStar {
  const { name, ...notes } = metadata;
  const { sites, ...settings } = spec;
  return {
    name,
    ...notes,
    ...settings,
    sites: sites.map((site) => toSite(site, spec.mode, spec.engine)),
  };
}

function toSite({ name, region = name, nodes, ...rest }: SiteDocument, mode: StarMode, engine: StarEngine): StarSite {
  return {
    name,
    region,
    nodes: nodes.map(({ ports, ...node }) => ({ ...node, ports: { ...defaultPorts(node.role, mode, engine), ...ports } })),
    ...rest,
  };
}

/** Only where somebody listens: MariaDB where there are data, Galera where there is a vote. */
function defaultPorts(role: NodeRole, mode: StarMode, engine: StarEngine): StarNode["ports"] {
  const { agent, identity, database, galera } = DEFAULT_PORTS;
  if (engine === "embedded") return { agent, identity };
  const votes = role !== "replica" || mode === "multi-cluster";
  return { agent, identity, ...(role === "arbitrator" ? {} : { database }), ...(votes ? { galera } : {}) };
}
