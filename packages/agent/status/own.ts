import { type Fence, findNode, type KeyStatus, type NodeStatus } from "@multisite/identity/star";
import type { AgentPorts } from "../agent/types.ts";
import { lastHeardMs } from "../duties/tell-services.ts";

/** What the duties of the agent know, for {@link ownStatus}. */
export interface Observed {
  readonly heardFrom: ReadonlyMap<string, number>;
  readonly clockErrorMs: number | undefined;
  readonly keys: readonly KeyStatus[];
}

/** What this node tells of itself. */
export async function ownStatus(ports: AgentPorts, { heardFrom, clockErrorMs, keys }: Observed): Promise<NodeStatus> {
  const { document, links, board, alarms, replication, version, certificates } = ports;
  const star = document.current();
  const { site, node } = links.self;
  const fence = board.get("fence") as Fence | undefined;
  return {
    site,
    node,
    role: findNode(star, node)?.node.role ?? "replica",
    version,
    generation: star.generation,
    replication: await replication.status(),
    writes: board.get("writes") as NodeStatus["writes"],
    fence: fence?.reason,
    fenceCode: fence?.code,
    keys,
    verifiers: board.names("verifier/").length,
    clockErrorMs,
    certificateExpiresAtMs: certificates?.status().expiresAtMs,
    heardAtMs: lastHeardMs(ports, heardFrom),
    alarms: alarms.active(),
  };
}
