import type { Verdict } from "../types.ts";
import { answering, siteService } from "./look.ts";
import type { AnsweringNode, SeenStar } from "./types.ts";

export function fenced({ nodes }: SeenStar): Verdict | undefined {
  const found = answering(nodes).find(({ status }) => status.fence !== undefined);
  if (found === undefined) return undefined;
  return {
    health: "degraded",
    line: `${found.node} at ${found.site} does not serve, ${siteService(nodes, found)}: ${found.status.fence}`,
    next: nextOf(found),
  };
}

/** Its data: what its own alarm says, and without one it is at work by itself. Anything else is about keys and membership. */
function nextOf({ node, status }: AnsweringNode): string {
  if (status.fenceCode !== "identity.star.data_not_ready") return `multisite keys explain, on ${node}`;
  const alarm = status.alarms.find(({ id }) => /^star\.(mariadb|replication)\./.test(id));
  return alarm?.next ?? "multisite star status --watch, until it serves";
}
