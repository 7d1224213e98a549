import { allNodes } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";

/** When any node of another site was last heard; undefined when none ever was. */
export function lastHeardMs({ document, links }: AgentPorts, heardFrom: ReadonlyMap<string, number>): number | undefined {
  const others = allNodes(document.current()).filter(({ site }) => site.name !== links.self.site);
  const times = others.flatMap(({ node }) => heardFrom.get(node.name) ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** A master that was silent for so long is not counted on. */
const MASTER_SILENT_MS = 25_000;

/** Where writes of this host go; pure. */
export function whereWritesGo(
  role: ReturnType<AgentPorts["replication"]["role"]>,
  writers: readonly string[],
  heardFrom: ReadonlyMap<string, number>,
  nowMs: number,
): "here" | "forward" | "unavailable" {
  if (role === "writer") return "here";
  const isHeard = (node: string): boolean => nowMs - (heardFrom.get(node) ?? Number.NEGATIVE_INFINITY) < MASTER_SILENT_MS;
  return writers.some(isHeard) ? "forward" : "unavailable";
}

/** Puts on the board what the identity services of this host go by. */
export function tellServices(ports: AgentPorts, heardFrom: ReadonlyMap<string, number>): void {
  const { board, replication, clock } = ports;
  const atMs = lastHeardMs(ports, heardFrom);
  if (atMs !== undefined) board.set("heard", { atMs: Math.floor(atMs / 1000) * 1000 });
  board.set("writes", whereWritesGo(replication.role(), replication.writers(), heardFrom, clock.nowMs()));
}
