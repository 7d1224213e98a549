import { allNodes } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";

/** When any node of another site was last heard; undefined when none ever was. */
export function lastHeardMs({ document, links }: AgentPorts, heardFrom: ReadonlyMap<string, number>): number | undefined {
  const others = allNodes(document.current()).filter(({ site }) => site.name !== links.self.site);
  const times = others.flatMap(({ node }) => heardFrom.get(node.name) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Puts on the board what the identity services of this host go by. */
export function tellServices(ports: AgentPorts, heardFrom: ReadonlyMap<string, number>): void {
  const { board, replication } = ports;
  const atMs = lastHeardMs(ports, heardFrom);
  if (atMs !== undefined) board.set("heard", { atMs: Math.floor(atMs / 1000) * 1000 });
  board.set("writes", replication.writesNow());
}
