import type { GaleraStatus } from "../../sql/index.ts";
import type { FollowDecision, FollowLimits, ReplicaSeen } from "../types.ts";
import { decideReplica } from "./replica.ts";
import { toHold } from "./safety.ts";
import { ownServerGone } from "./tend.ts";

/** What a node of a read-only cluster decides from. */
export interface ClusteredSeen {
  readonly node: string;
  readonly own:
    | {
        /** undefined: it is in no cluster now. */
        readonly galera: GaleraStatus | undefined;
        readonly isReadOnly: boolean;
        /** Whether it is pointed at a master. */
        readonly isPointed: boolean;
        /** GTID domain of the cluster's own, when the server's state names it and it is not known that there are changes in it. */
        readonly ownDomain: number | undefined;
      }
    | undefined;
  /** The node that follows a master for all: the first of the document's that is in this part of the cluster. */
  readonly link: string | undefined;
  /** Only of the link: how it follows. */
  readonly asReplica: ReplicaSeen | undefined;
}

/**
 * Decides the next step of a node in a read-only cluster. One of its nodes follows a master, the others have from it what they have;
 * which one it is, every node reads from the membership that Galera has agreed on, so that there are never two in one majority.
 */
export function decideClustered(seen: ClusteredSeen, limits: FollowLimits): FollowDecision {
  const { node, own, link, asReplica } = seen;
  if (own === undefined) return ownServerGone({ node, own }) as FollowDecision;
  if (own.galera === undefined || !own.galera.isPrimary || !own.galera.ready) return outside(node);
  if (own.ownDomain !== undefined) return mayBeSeeded(own.ownDomain);
  if (link === node && asReplica !== undefined) return withoutRebuild(node, decideReplica(asReplica, limits));
  if (!own.isReadOnly) {
    const reason = "it took writes of its own, which a read-only cluster must not";
    return { rule: "writable", state: "catching-up", reason, serves: true, act: { act: "set-read-only" } };
  }
  if (own.isPointed) {
    const reason = `${link ?? "another node"} is the link of its cluster, so that it follows no master itself`;
    return { rule: "notLink", state: "running", reason, serves: true, act: { act: "unfollow" } };
  }
  return link === undefined ? withoutLink(node) : { rule: "well", state: "running", serves: true };
}

/**
 * A node that was filled by a state transfer gets from MariaDB (10.11.19) a GTID of its cluster's own domain that nobody has made. MariaDB
 * takes a domain out only when there is no change of it in its logs; so what is left was written here.
 */
function mayBeSeeded(domain: number): FollowDecision {
  const reason = "its server names changes of its cluster's own; whether there are any is looked at";
  return { rule: "seeded", state: "catching-up", reason, serves: true, act: { act: "forget-domain", domain } };
}

/** Galera answers no reads there either, but for those that ask for what may be old. */
function outside(node: string): FollowDecision {
  const reason = "it is not in the part of its cluster that has the majority";
  const cause = `${node} does not serve: ${reason}.`;
  const next = "multisite star status, on another node of the cluster; the node comes back by itself when it reaches the others";
  return { rule: "outside", state: "broken", reason, serves: false, alarm: { name: "outside", severity: "major", cause, next } };
}

function withoutLink(node: string): FollowDecision {
  const reason = "no node of its cluster that may follow a master is there";
  const cause = `${node} answers with the data of that time: ${reason}.`;
  const next = "start one of the cluster's nodes with `follows`, or give another one a master in the document";
  return {
    rule: "withoutLink",
    state: "broken",
    reason,
    serves: true,
    alarm: { name: "no_link", severity: "major", cause, next },
  };
}

/** A copy that is made over SQL would come to one node of the cluster only: an operator fills the cluster anew instead. */
function withoutRebuild(node: string, decision: FollowDecision): FollowDecision {
  if (decision.act?.act !== "rebuild") return decision;
  return toHold(decision.rule, node, { why: "differs", reason: decision.act.because });
}
