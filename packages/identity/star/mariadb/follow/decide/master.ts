import { formatGtidPosition, hasReachedGtid } from "../../sql/index.ts";
import type { FollowDecision, FollowLimits, MasterNodeSeen } from "../types.ts";
import { held, toHold } from "./safety.ts";
import { ownServerGone } from "./tend.ts";

type MasterRule = (seen: MasterNodeSeen, limits: FollowLimits) => FollowDecision | undefined;

const RULES: readonly MasterRule[] = [
  ownServerGone,
  held,
  superseded,
  thrownOut,
  withoutMajority,
  joining,
  errantChanges,
  replicasAhead,
  unreconciled,
];

/** Decides the next step of a master from what is seen. Writes are taken only when no rule objects. */
export function decideMaster(seen: MasterNodeSeen, limits: FollowLimits): FollowDecision {
  for (const rule of RULES) {
    const decision = rule(seen, limits);
    if (decision !== undefined) return { writes: elsewhere(seen), ...decision };
  }
  return { rule: "well", state: "running", serves: true, writes: "here" };
}

function elsewhere({ others }: MasterNodeSeen): "forward" | "unavailable" {
  return others.some(({ state }) => state === "ready") ? "forward" : "unavailable";
}

/** While it was away an operator made another node the writer. Its own data is a history of its own now. */
function superseded({ node, promotion, memory }: MasterNodeSeen): FollowDecision | undefined {
  if (promotion === undefined || promotion.node === node || promotion.epoch <= (memory.promotion?.epoch ?? 0)) return undefined;
  const reason = `${promotion.node} was made the writer in its absence (${promotion.reason})`;
  return toHold("superseded", node, { why: "superseded", reason });
}

/**
 * Galera has found that its data or its history are not those of the cluster, and takes it back only when it is started again. Nobody
 * knows how far its data can be believed.
 */
function thrownOut({ node, own, others }: MasterNodeSeen): FollowDecision | undefined {
  if (own?.galera?.state !== "Inconsistent") return undefined;
  const reason = "its cluster has found it inconsistent and thrown it out (the log of its MariaDB says why)";
  const decision: FollowDecision = { rule: "thrownOut", state: "broken", reason, serves: false };
  if (others.some(({ state }) => state === "ready")) {
    const next = `systemctl restart multisite-mariadb on ${node}; it takes everything from the others`;
    return { ...decision, alarm: { name: "thrown_out", severity: "major", cause: `${node}: ${reason}.`, next } };
  }
  const next = `stop MariaDB on all masters and the arbitrator, then "When no node of the cluster runs" in the steps that multisite star render writes for ${node}`;
  return {
    ...decision,
    alarm: { name: "thrown_out", severity: "critical", cause: `${node}: ${reason}, and no other master takes writes.`, next },
  };
}

/**
 * It is not in the part of the cluster that has the majority. It never makes itself the primary part: two primary parts are two
 * histories (design D3). What it has may be read.
 */
function withoutMajority(seen: MasterNodeSeen, { holdDownMs }: FollowLimits): FollowDecision | undefined {
  const { node, own, others, minoritySinceMs, atMs } = seen;
  if (own?.galera === undefined || own.galera.isPrimary) return undefined;
  const rule = "withoutMajority";
  const reason = "it does not see the majority of the cluster, and takes no writes";
  const waiting: FollowDecision = { rule, state: "broken", reason, serves: true };
  if (minoritySinceMs === undefined || atMs - minoritySinceMs < holdDownMs) return waiting;
  if (others.some(({ state }) => state === "ready")) {
    const next = `look at the link between its site and the others; it joins again by itself`;
    return {
      ...waiting,
      alarm: { name: "without_majority", severity: "major", cause: `${node}: ${reason}; another master takes them.`, next },
    };
  }
  const cause = `No master takes writes, as seen from ${node}: ${reason}, and no other master is known to. Validation and logins go on.`;
  const next = `make sure at the other sites that no master runs, then multisite star declare-primary ${node} --dry-run --reason "..."`;
  return { ...waiting, alarm: { name: "no_majority", severity: "critical", cause, next } };
}

/** It takes in what it has missed. */
function joining({ own }: MasterNodeSeen): FollowDecision | undefined {
  const galera = own?.galera;
  if (galera === undefined || (galera.ready && (galera.state === "Synced" || galera.state === "Donor/Desynced")))
    return undefined;
  const reason = `it joins the cluster again (${galera.state})`;
  return { rule: "joining", state: "catching-up", reason, serves: false };
}

/** Written outside of the cluster: nobody else has it. Whether rows differ shows when it is compared. */
function errantChanges({ node, own, memory }: MasterNodeSeen): FollowDecision | undefined {
  if (own === undefined || own.errant.length === 0 || memory.unverified === undefined || memory.differs === undefined)
    return undefined;
  const reason = `it has changes that were made outside of the cluster (${own.errant.join(", ")}), and ${memory.differs.rows} rows differ`;
  return toHold("errantChanges", node, { why: "errant", reason, file: memory.differs.file });
}

/**
 * It has come back, and replicas have what it lacks: the cluster has lost what it acknowledged. It takes no writes, as they would be
 * given the numbers of the lost ones.
 */
function replicasAhead(
  { node, own, replicas, memory, backSinceMs, atMs }: MasterNodeSeen,
  limits: FollowLimits,
): FollowDecision | undefined {
  if (own === undefined || memory.unverified === undefined) return undefined;
  const ahead = replicas.filter(({ position }) => !hasReachedGtid(own.position, position));
  if (ahead.length === 0) return undefined;
  const names = ahead.map((one) => `${one.node} at ${formatGtidPosition(one.position)}`).join(", ");
  const reason = `it has come back at ${formatGtidPosition(own.position)}, and replicas have more: ${names}`;
  if (backSinceMs === undefined || atMs - backSinceMs < limits.aheadGraceMs) {
    return { rule: "replicasAhead", state: "catching-up", reason, serves: true };
  }
  return toHold("replicasAhead", node, { why: "lost", reason });
}

/** It was away: it is compared with another master before it takes writes again, or with nobody when there is none to compare with. */
function unreconciled(
  { node, others, replicas, memory, backSinceMs, atMs }: MasterNodeSeen,
  limits: FollowLimits,
): FollowDecision | undefined {
  const { unverified: why, differs } = memory;
  if (why === undefined) return undefined;
  const rule = "unreconciled";
  const waiting: FollowDecision = {
    rule,
    state: "catching-up",
    reason: `${why}; it reconciles before it takes writes`,
    serves: false,
  };
  const other = others.find(({ state }) => state === "ready");
  if (other !== undefined && differs !== undefined) {
    const reason = `${differs.rows} of its rows differ from ${other.node}'s although both are of one cluster`;
    return toHold(rule, node, { why: "errant", reason, file: differs.file });
  }
  if (other !== undefined) return { ...waiting, act: { act: "verify", master: other.node } };
  const heard = replicas.length > 0;
  if (!heard && (backSinceMs === undefined || atMs - backSinceMs < limits.aheadGraceMs)) return waiting;
  const because = heard ? `${replicas.length} replicas have nothing that it lacks` : "neither a master nor a replica answers";
  return { ...waiting, act: { act: "accept", because } };
}
