import type { Verdict } from "../types.ts";
import { answering, siteService } from "./look.ts";
import type { AnsweringNode, SeenStar } from "./types.ts";

const DATA = "identity.star.data_not_ready";

export function fenced({ nodes }: SeenStar): Verdict | undefined {
  const found = answering(nodes).find((node) => node.status.fence !== undefined && !isMeant(node));
  if (found === undefined) return undefined;
  return {
    health: "degraded",
    line: `${found.node} at ${found.site} does not serve, ${siteService(nodes, found)}: ${found.status.fence}`,
    next: nextOf(found),
  };
}

function isMeant({ delaySeconds, status }: AnsweringNode): boolean {
  return delaySeconds !== undefined && status.fenceCode === DATA;
}

/** Its data: what its own alarm says, and without one it is at work by itself. Anything else is about keys and membership. */
function nextOf({ node, status }: AnsweringNode): string {
  if (status.fenceCode !== DATA) return `multisite keys explain, on ${node}`;
  const alarm = status.alarms.find(({ id }) => /^star\.(mariadb|replication)\./.test(id));
  return alarm?.next ?? "multisite star status --watch, until it serves";
}
