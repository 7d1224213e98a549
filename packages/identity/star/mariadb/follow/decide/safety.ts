import { formatGtidPosition } from "../../sql/index.ts";
import type { FollowAlarm, FollowDecision, FollowLimits, Hold, ReplicaSeen } from "../types.ts";

/** An operator must decide; until then it follows nobody. */
export function held({ node, memory }: Pick<ReplicaSeen, "node" | "memory">): FollowDecision | undefined {
  const { hold } = memory;
  if (hold === undefined) return undefined;
  return { rule: "held", ...stateOf(hold), alarm: holdAlarm(node, hold) };
}

/** A replica that takes writes of its own is closed before anything else is looked at. */
export function writable({ own }: ReplicaSeen): FollowDecision | undefined {
  if (own === undefined || own.isReadOnly) return undefined;
  const reason = "it took writes of its own, which a replica must not";
  return { rule: "writable", state: "catching-up", reason, serves: true, act: { act: "set-read-only" } };
}

/** Somebody wrote to it: nobody else will ever have that. It is set aside before it serves or is pointed at another master. */
export function errantChanges({ node, own }: ReplicaSeen): FollowDecision | undefined {
  if (own === undefined || own.errant.length === 0) return undefined;
  const reason = `it has changes of its own that no master has made (${own.errant.join(", ")})`;
  return toHold("errantChanges", node, { why: "errant", reason });
}

/** All masters have less than it has: they have lost what they acknowledged. Following them now would hide that. */
export function aheadOfMasters(seen: ReplicaSeen, { aheadGraceMs }: FollowLimits): FollowDecision | undefined {
  const { node, own, masters, aheadSinceMs, atMs } = seen;
  if (own === undefined || aheadSinceMs === undefined || atMs - aheadSinceMs < aheadGraceMs) return undefined;
  const best = masters
    .filter(({ state }) => state === "ready" || state === "idle")
    .map((master) => `${master.node} is at ${formatGtidPosition(master.position ?? new Map())}`);
  const reason = `it is at ${formatGtidPosition(own.position)}, further than the masters (${best.join(", ")}): they have lost changes that were acknowledged`;
  return toHold("aheadOfMasters", node, { why: "ahead", reason });
}

/** The masters have gone on from an earlier state: the numbers alone no longer show that they lost something. */
export function forkedHistory({ node, chain }: ReplicaSeen): FollowDecision | undefined {
  if (chain !== "forked") return undefined;
  const reason =
    "the masters do not know the last mark that is here: they have lost changes that were acknowledged, and gone on without them";
  return toHold("forkedHistory", node, { why: "ahead", reason });
}

/** Sets the node aside until an operator has decided. */
export function toHold(rule: string, node: string, hold: Hold): FollowDecision {
  return { rule, ...stateOf(hold), act: { act: "hold", hold }, alarm: holdAlarm(node, hold) };
}

/** What masters have acknowledged may be read; what nobody has may not. */
function stateOf({ why, reason }: Hold): Pick<FollowDecision, "state" | "reason" | "serves"> {
  const isAcknowledged = why === "ahead" || why === "lost";
  return { state: isAcknowledged ? "held" : "fenced", reason, serves: isAcknowledged };
}

function holdAlarm(node: string, { why, reason, file }: Hold): FollowAlarm {
  const rows = file === undefined ? "" : ` The rows that differ are in ${file}.`;
  const next: Readonly<Record<Hold["why"], string>> = {
    ahead: `multisite star replay ${node} --dry-run (write them to the masters again), or multisite star rebuild ${node} --dry-run (give them up)`,
    lost: `multisite star replay ${node} --dry-run (write what the replicas have to it), or multisite star release ${node} --dry-run --reason "..." (give it up)`,
    errant: `multisite star rebuild ${node} --dry-run (give them up; write again at a master first what is wanted)`,
    differs:
      "stop the nodes of its cluster, empty their databases, and fill the cluster anew by the steps of multisite star render",
    removed: `take it out of the document (multisite star apply FILE), or take it back with multisite star add-replica ${node} --dry-run`,
    superseded: `make it a replica in the document (multisite star apply FILE), then multisite star rebuild ${node} --dry-run (take the promoted one's data)`,
  };
  const severity = why === "removed" ? "warning" : why === "errant" ? "major" : "critical";
  return {
    name: why,
    severity,
    cause: `${node} is set aside: ${reason}.${rows}`,
    next: next[why],
  };
}
