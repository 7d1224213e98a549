import type { SeenNode } from "../types.ts";
import type { AnsweringNode } from "./types.ts";

/** Those that have answered. */
export function answering(nodes: readonly SeenNode[]): readonly AnsweringNode[] {
  return nodes.filter((node): node is AnsweringNode => node.status !== undefined);
}

export function silentOf(nodes: readonly SeenNode[]): readonly SeenNode[] {
  return nodes.filter(({ status }) => status === undefined);
}

/** Those that take writes themselves, masters or not. */
export function writersOf(nodes: readonly SeenNode[]): readonly AnsweringNode[] {
  return answering(nodes).filter(({ status }) => status.writes === "here");
}

export function names(nodes: readonly SeenNode[]): string {
  return nodes.map(({ node }) => node).join(", ");
}

/** Who else answers the requests of a site, in a sentence. */
export function siteService(nodes: readonly SeenNode[], { site, node }: SeenNode): string {
  const neighbours = answering(nodes).filter((one) => one.site === site && one.node !== node);
  const others = neighbours.filter(({ status, delaySeconds }) => status.fence === undefined && delaySeconds === undefined);
  return others.length === 0
    ? `no other node of ${site} serves it`
    : `${names(others)} ${others.length === 1 ? "serves" : "serve"} the site`;
}
