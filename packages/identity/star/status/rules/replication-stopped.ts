import type { Verdict } from "../types.ts";
import { answering } from "./look.ts";
import type { SeenStar } from "./types.ts";

const STOPPED: readonly string[] = ["broken", "held", "fenced"];

export function replicationStopped({ engine, nodes }: SeenStar): Verdict | undefined {
  const found = answering(nodes).find(({ status }) => STOPPED.includes(status.replication?.state ?? "running"));
  const replication = found?.status.replication;
  if (found === undefined || replication === undefined) return undefined;
  const { node, site, role } = found;
  const what = role === "master" ? "takes no writes" : `no longer follows ${replication.follows ?? "its master"}`;
  return {
    health: "degraded",
    line: `${node} at ${site} ${what}: ${replication.reason ?? replication.state}`,
    next:
      engine === "mariadb" && role === "replica"
        ? `multisite star rebuild ${node} --dry-run`
        : `multisite star status --watch; if it stays so, journalctl -u multisite-agent, on ${node}`,
  };
}
