import {
  type AddReplicaInput,
  type AddSiteInput,
  type DeclarePrimaryInput,
  findNode,
  findSite,
  furthestOf,
  type IdentityStar,
  lostOneOf,
  type MoveReplicaInput,
  mastersOf,
  type PromoteReplicaInput,
  type RebuildReplicaInput,
  type ReleaseNodeInput,
  type RemoveReplicaInput,
  type RemoveSiteInput,
  type ReplayInput,
  type RunHands,
  replicasOf,
  type SitedNode,
} from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { optionalText, requireOneOf, requireText } from "../../admin/fields.ts";
import { requireReason } from "../reason.ts";

export type RunBody = Readonly<Record<string, unknown>>;

/** What each run needs, from what the operator said and from the document in use. All throw `agent.run.input`. */
export const runInputs = {
  move: (star: IdentityStar, body: RunBody): MoveReplicaInput => ({
    node: replica(star, requireText(body, "node")),
    master: master(star, requireText(body, "master")),
    alone: body.alone === true,
  }),

  add(star: IdentityStar, body: RunBody): AddReplicaInput {
    const node = replica(star, requireText(body, "node"));
    const named = optionalText(body, "master");
    return { node, master: named === undefined ? followedBy(star, node) : master(star, named) };
  },

  remove: (star: IdentityStar, body: RunBody): RemoveReplicaInput => ({
    node: replica(star, requireText(body, "node")),
    alone: body.alone === true,
  }),

  /** Asks all nodes what was promoted before: the new promotion counts more. */
  async promote(star: IdentityStar, body: RunBody, hands: RunHands): Promise<PromoteReplicaInput> {
    const reason = requireText(body, "reason");
    requireReason(reason);
    const node = replica(star, requireText(body, "node"));
    requireConfirmed(star, body);
    const [replicas, masters] = [replicasOf(star).map(nameOf), mastersOf(star).map(nameOf)];
    const epochs = await Promise.all([...replicas, ...masters].map((name) => epochAt(hands, name)));
    return { node, reason, epoch: Math.max(0, ...epochs) + 1, replicas, masters };
  },

  declarePrimary(star: IdentityStar, body: RunBody): DeclarePrimaryInput {
    const reason = requireText(body, "reason");
    requireReason(reason);
    const node = master(star, requireText(body, "node"));
    requireConfirmed(star, body);
    return { node, reason, unheard: body.unheard === true };
  },

  rebuild(star: IdentityStar, body: RunBody): RebuildReplicaInput {
    const node = replica(star, requireText(body, "node"));
    return { node, master: followedBy(star, node), alone: body.alone === true };
  },

  release(star: IdentityStar, body: RunBody): ReleaseNodeInput {
    const reason = requireText(body, "reason");
    requireReason(reason);
    const node = requireText(body, "node");
    if (findNode(star, node) === undefined) throw refused(`The document in use has no node ${node}.`);
    return { node, reason };
  },

  /** The operator names the replica that has what was lost, or the master that lost it; the other one is found. */
  async replay(star: IdentityStar, body: RunBody, hands: RunHands): Promise<ReplayInput> {
    const named = requireText(body, "node");
    const [replicas, masters] = [replicasOf(star).map(nameOf), mastersOf(star).map(nameOf)];
    const isMaster = masters.includes(named);
    const from = isMaster ? await furthestOf(hands, replicas) : replica(star, named);
    if (from === undefined) throw refused("No replica can be reached from here, so there is nobody to take the rows from.");
    const to = isMaster ? named : await lostOneOf(hands, masters);
    if (to === undefined)
      throw refused("No master that can be reached has set itself aside because it lost something; see multisite star status.");
    return {
      from,
      master: to,
      otherMasters: masters.filter((name) => name !== to),
      prefer: requireOneOf(body, "prefer", ["own", "other"]),
      replicas,
    };
  },

  addSite(star: IdentityStar, body: RunBody): AddSiteInput {
    const { site, replicas } = replicasAt(star, body);
    return { site, replicas: replicas.map((node) => ({ node, master: followedBy(star, node) })) };
  },

  removeSite: (star: IdentityStar, body: RunBody): RemoveSiteInput => replicasAt(star, body),
};

const nameOf = ({ node }: SitedNode): string => node.name;

function replica(star: IdentityStar, name: string): string {
  if (findNode(star, name)?.node.role === "replica") return name;
  throw refused(`The document in use has no replica ${name}; it has ${replicasOf(star).map(nameOf).join(", ") || "none"}.`);
}

function master(star: IdentityStar, name: string): string {
  if (findNode(star, name)?.node.role === "master") return name;
  throw refused(`The document in use has no master ${name}; it has ${mastersOf(star).map(nameOf).join(", ")}.`);
}

function followedBy(star: IdentityStar, name: string): string {
  const follows = findNode(star, name)?.node.follows;
  if (follows !== undefined) return follows;
  throw refused(`${name} follows nobody by the document; say which master it shall follow.`);
}

function replicasAt(star: IdentityStar, body: RunBody): { readonly site: string; readonly replicas: readonly string[] } {
  const site = requireText(body, "site");
  const found = findSite(star, site);
  const replicas = found?.nodes.flatMap(({ name, role }) => (role === "replica" ? [name] : [])) ?? [];
  if (replicas.length > 0) return { site, replicas };
  throw refused(found === undefined ? `The document in use has no site ${site}.` : `The site ${site} has no replica.`);
}

/** What may split a star is not done by a command that was recalled from the shell's history: its name is typed. */
function requireConfirmed(star: IdentityStar, body: RunBody): void {
  if (body.dryRun === true || optionalText(body, "confirm") === star.name) return;
  throw refused(`Look at it with --dry-run first; to do it, add --confirm ${star.name}, the name of the star.`);
}

async function epochAt(hands: RunHands, node: string): Promise<number> {
  const look = await hands.ask(node, { order: "look" }).catch(() => undefined);
  return look?.report.promotion?.epoch ?? 0;
}

function refused(text: string): MultisiteError {
  return new MultisiteError("agent.run.input", text);
}
