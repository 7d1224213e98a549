import { formatPosition } from "@multisite/kernel/changes";
import type { ReplicationState, ReplicationStatus } from "../../replication/types.ts";
import type { EmbeddedState } from "../types.ts";
import type { EmbeddedNode } from "./node.ts";

/** What the node tells of its replication. */
export function statusOf(node: EmbeddedNode, { role, fence, reason }: EmbeddedState): ReplicationStatus {
  const newest = node.file.log.newest();
  const { known } = node;
  const gate = node.file.gate();
  const refused = role === "writer" && gate.writes === "refused" ? gate.reason : undefined;
  const why = fence ?? refused ?? reason;
  return {
    engine: "embedded",
    position: newest === undefined ? "" : formatPosition(newest),
    ...(role !== "writer" && known.follows !== undefined ? { follows: known.follows } : {}),
    ...(known.lagMs === undefined || role === "writer" ? {} : { lagMs: known.lagMs }),
    state: stateName(node, { fence, refused, reason }),
    ...(why === undefined ? {} : { reason: why }),
  };
}

function stateName(
  node: EmbeddedNode,
  { fence, refused, reason }: Record<"fence" | "refused" | "reason", string | undefined>,
): ReplicationState {
  if (node.memory().wrong !== null) return "rebuilding";
  if (fence !== undefined) return node.regime() === null ? "rebuilding" : "fenced";
  if (refused !== undefined) return "held";
  return reason === undefined ? "running" : "catching-up";
}
