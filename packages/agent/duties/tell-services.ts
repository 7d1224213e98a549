import { allNodes } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";

/** When any node of another site was last heard; undefined when none ever was. */
export function lastHeardMs({ document, links }: AgentPorts, heardFrom: ReadonlyMap<string, number>): number | undefined {
  const others = allNodes(document.current()).filter(({ site }) => site.name !== links.self.site);
  const times = others.flatMap(({ node }) => heardFrom.get(node.name) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Puts on the board what the identity services of this host go by. */
export function tellServices(
  ports: AgentPorts,
  { heardFrom, mayServe }: { readonly heardFrom: ReadonlyMap<string, number>; readonly mayServe: boolean },
): void {
  const { board, replication } = ports;
  const atMs = lastHeardMs(ports, heardFrom);
  if (atMs !== undefined) board.set("heard", { atMs: Math.floor(atMs / 1000) * 1000 });
  board.set("writes", replication.writesNow());
  const fence = fenceOf(replication.fence(), mayServe);
  if (fence === undefined) board.remove("fence");
  else board.set("fence", fence);
}

/** Why this node must not answer for the star, the data first; pure. */
export function fenceOf(
  ofData: string | undefined,
  mayServe: boolean,
): { readonly code: string; readonly reason: string } | undefined {
  if (ofData !== undefined) return { code: "data", reason: ofData };
  if (mayServe) return undefined;
  return {
    code: "keys",
    reason: "This node does not hold all keys that tokens may have been made with; it gets them from the others.",
  };
}
