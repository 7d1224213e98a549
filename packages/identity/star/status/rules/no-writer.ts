import type { Verdict } from "../types.ts";
import { furthest } from "./furthest.ts";
import { answering, names, silentOf } from "./look.ts";
import type { AnsweringNode, SeenStar } from "./types.ts";

const GOES_ON = "Logins and validations go on.";

/** Whoever could be told to write is named only where no master answers: one that does needs something else. */
export function noWriter(star: SeenStar): Verdict | undefined {
  const { nodes, engine } = star;
  if (answering(nodes).some(({ status }) => status.writes === "here")) return undefined;
  const masters = answering(nodes).filter(({ role }) => role === "master");
  if (masters.length === 0) return mastersSilent(star);
  const complaint = worstComplaint(masters);
  if (complaint !== undefined)
    return { health: "failed", line: `Nothing can be written. ${complaint.cause}`, next: complaint.next };
  const silent = silentOf(nodes).filter(({ role }) => role === "master");
  const standby = masters.find(({ status }) => status.fence === undefined);
  if (engine === "embedded" && silent.length > 0 && standby !== undefined) return writerSilent(names(silent), standby.node);
  const why = masters.map(({ node, status }) => `${node} takes no writes (${reasonOf(status)})`).join("; ");
  const unreached = silent.length === 0 ? "" : `; ${names(silent)} cannot be reached`;
  return {
    health: "failed",
    line: `Nothing can be written: ${why}${unreached}. ${GOES_ON}`,
    next: "multisite star status --watch",
  };
}

/** What a master that answers says of its data itself, the worst first. */
function worstComplaint(masters: readonly AnsweringNode[]): { readonly cause: string; readonly next: string } | undefined {
  const all = masters.flatMap(({ status }) => status.alarms.filter(({ id }) => /^star\.(mariadb|replication)\./.test(id)));
  const critical = all.find(({ severity }) => severity === "critical");
  // The embedded engine's major alarms tell of what is seen from there, and lead here.
  return critical ?? all.find(({ id, severity }) => severity === "major" && id.startsWith("star.mariadb."));
}

function reasonOf({ fence, replication }: AnsweringNode["status"]): string {
  return fence ?? replication?.reason ?? "it is not known why";
}

/** On the embedded engine the standby has everything that was acknowledged, and waits for a word. */
function writerSilent(writer: string, standby: string): Verdict {
  return {
    health: "failed",
    line: `Nothing can be written: ${writer} cannot be reached, and ${standby} takes no writes by itself. ${GOES_ON}`,
    next: `make sure that ${writer} does not run; then, on ${standby}: multisite star takeover --dry-run --reason "..."`,
  };
}

function mastersSilent(star: SeenStar): Verdict {
  const masters = names(star.nodes.filter(({ role }) => role === "master"));
  const sites = new Set(answering(star.nodes).map(({ site }) => site));
  const [only] = sites;
  const line =
    sites.size === 1
      ? `Only ${only} can be reached from here, and nothing can be written: its links are cut, or the masters are lost (${masters}).`
      : `Nothing can be written: no master can be reached from here (${masters}).`;
  const look = "multisite star status, on a node of another site: it may be only this one that does not reach them";
  const node = furthest(star)?.node;
  return {
    health: "failed",
    line: `${line} ${GOES_ON}`,
    next: node === undefined ? look : `${look}; ${lostForGood(star, node)}`,
  };
}

function lostForGood({ engine }: SeenStar, node: string): string {
  const command =
    engine === "embedded"
      ? `on ${node}: multisite star takeover --dry-run --on-my-word --reason "..."`
      : `multisite star promote ${node} --dry-run --reason "..."`;
  return `if all masters are lost for good, ${command}`;
}
