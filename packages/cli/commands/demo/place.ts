import { join } from "node:path";
import { NODES, SITES } from "./cast.ts";
import { PLANE_SITES } from "./plane/cast.ts";

/** Where one demonstration lives. */
export interface DemoPlace {
  readonly directory: string;
  readonly host: string;
  /** First of {@link PORTS} ports that follow each other: identity services, clouds, agents, Neutrons. */
  readonly basePort: number;
}

export const PORTS = NODES.length + SITES.length + NODES.length + PLANE_SITES.length;

/** Endpoint of the identity service of a node, with /v3. */
export function nodeEndpoint({ host, basePort }: DemoPlace, node: string): string {
  return `http://${host}:${basePort + indexOf(node)}/v3`;
}

/** Endpoint of the identity service that a site's clouds and users ask: that of its first node. */
export function siteEndpoint(place: DemoPlace, site: string): string {
  return nodeEndpoint(place, SITES.find(({ name }) => name === site)?.nodes[0]?.name ?? "");
}

export function identityPort({ basePort }: DemoPlace, node: string): number {
  return basePort + indexOf(node);
}

export function cloudPort({ basePort }: DemoPlace, site: string): number {
  return basePort + NODES.length + SITES.findIndex(({ name }) => name === site);
}

export function agentPort({ basePort }: DemoPlace, node: string): number {
  return basePort + NODES.length + SITES.length + indexOf(node);
}

/** Of a site's Neutron; undefined where there is none. */
export function networkPort({ basePort }: DemoPlace, site: string): number | undefined {
  const index = PLANE_SITES.findIndex(({ name }) => name === site);
  return index < 0 ? undefined : basePort + NODES.length + SITES.length + NODES.length + index;
}

/** The document of the backup plane. */
export function planeFile({ directory }: DemoPlace): string {
  return join(directory, "hss-backup.yaml");
}

function indexOf(node: string): number {
  return NODES.findIndex(({ name }) => name === node);
}
