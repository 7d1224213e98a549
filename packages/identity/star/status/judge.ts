import type { AlarmSeverity } from "@multisite/kernel/alarms";
import type { SeenNode, Verdict } from "./types.ts";

/** Looks at the nodes of a star and finds something to say, or nothing. */
type Rule = (nodes: readonly SeenNode[]) => Verdict | undefined;

/** The worst first: the verdict is that of the first rule that has one. */
const RULES: readonly Rule[] = [
  noWriter,
  severalWriters,
  alarm("critical", "failed"),
  siteSilent,
  nodeSilent,
  fenced,
  alarm("major", "degraded"),
  replicationStopped,
  alarm("minor", "degraded"),
];

/** One line for somebody who has no time for the table. */
export function judgeStar(nodes: readonly SeenNode[]): Verdict {
  for (const rule of RULES) {
    const verdict = rule(nodes);
    if (verdict !== undefined) return verdict;
  }
  const sites = new Set(nodes.map(({ site }) => site)).size;
  return { health: "healthy", line: `All ${nodes.length} nodes of ${sites} sites do what they should.`, next: undefined };
}

function noWriter(nodes: readonly SeenNode[]): Verdict | undefined {
  if (nodes.some(({ status }) => status?.writes === "here")) return undefined;
  const masters = nodes.filter(({ role }) => role === "master");
  const silent = masters.filter(({ status }) => status === undefined);
  const why =
    silent.length === masters.length
      ? `no master can be reached from here (${names(silent)})`
      : "no master that can be reached takes writes";
  return {
    health: "failed",
    line: `Nothing can be written: ${why}. Validation and logins go on at every site.`,
    next: "multisite star status --site SITE at another site, to see whether it is only this one; then multisite star promote --dry-run",
  };
}

function severalWriters(nodes: readonly SeenNode[]): Verdict | undefined {
  const writers = nodes.filter(({ status }) => status?.replication?.engine === "embedded" && status.writes === "here");
  if (writers.length < 2) return undefined;
  return {
    health: "failed",
    line: `Two nodes take writes on their own: ${names(writers)}. One of them is about to be fenced; do not write until it is.`,
    next: "multisite star status",
  };
}

function siteSilent(nodes: readonly SeenNode[]): Verdict | undefined {
  const sites = [...new Set(nodes.map(({ site }) => site))];
  const silent = sites.filter((site) => nodes.every((node) => node.site !== site || node.status === undefined));
  if (silent.length === 0) return undefined;
  return {
    health: "degraded",
    line: `${silent.length === 1 ? "Site" : "Sites"} ${silent.join(", ")} cannot be reached from here; if only the link is cut, it goes on alone.`,
    next: `look at the link, and at the site itself: multisite star status there`,
  };
}

function nodeSilent(nodes: readonly SeenNode[]): Verdict | undefined {
  const silent = nodes.filter(({ status }) => status === undefined);
  if (silent.length === 0) return undefined;
  return {
    health: "degraded",
    line: `${names(silent)} cannot be reached; the other nodes of the site serve it.`,
    next: `systemctl status multisite-agent on ${silent[0]?.node}`,
  };
}

function fenced(nodes: readonly SeenNode[]): Verdict | undefined {
  const found = nodes.find(({ status }) => status?.fence !== undefined);
  if (found === undefined) return undefined;
  return {
    health: "degraded",
    line: `${found.node} at ${found.site} does not serve: ${found.status?.fence}`,
    next: `multisite keys explain --node ${found.node}`,
  };
}

function replicationStopped(nodes: readonly SeenNode[]): Verdict | undefined {
  const found = nodes.find(({ status }) => ["broken", "held", "fenced"].includes(status?.replication?.state ?? "running"));
  const replication = found?.status?.replication;
  if (found === undefined || replication === undefined) return undefined;
  return {
    health: "degraded",
    line: `${found.node} at ${found.site} no longer follows ${replication.follows ?? "its master"}: ${replication.reason ?? replication.state}`,
    next: `multisite star rebuild ${found.node} --dry-run`,
  };
}

function alarm(severity: AlarmSeverity, health: Verdict["health"]): Rule {
  return (nodes) => {
    for (const { site, node, status } of nodes) {
      const found = status?.alarms.find((one) => one.severity === severity);
      if (found !== undefined) return { health, line: `${node} at ${site}: ${found.cause}`, next: found.next };
    }
    return undefined;
  };
}

function names(nodes: readonly SeenNode[]): string {
  return nodes.map(({ node }) => node).join(", ");
}
