import { type ChangeMark, formatEpoch, formatPosition } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";
import { membersOf } from "../../topology/queries.ts";
import { isMoreAdvanced, mostAdvanced } from "../decide/reconcile.ts";
import { findTakeover, nextNumber, type TakeoverFinding, type Vote } from "../decide/takeover.ts";
import { pull, take } from "../follow/pull.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Regime } from "../types.ts";
import { greetAll, othersOf } from "./greet.ts";
import { askPromise } from "./vote.ts";

export interface TakeoverOptions {
  /** Why, in the operator's words; it stays in the log of the star. */
  readonly reason: string;
  /** The operator knows that no other writer is at work, and takes the loss of what is not here. */
  readonly onMyWord?: boolean;
  /** Say what would be, and do nothing. */
  readonly isDryRun?: boolean;
}

export interface Takeover {
  /** Undefined for a dry run. */
  readonly epoch: string | undefined;
  readonly position: string;
  readonly by: Regime["by"];
  /** Reasons why acknowledged writes may be lost; empty when none can be. */
  readonly doubts: readonly string[];
  /** Changes that others are known to have had and that are not here. */
  readonly missingChanges: number;
  readonly unreachable: readonly string[];
}

/**
 * Makes this node the writer, alone, until another master has caught up and becomes its standby. On the writer itself: it goes on
 * without its standby.
 *
 * @throws MultisiteError `identity.star.takeover_refused`, with nothing changed
 */
export async function takeOver(node: EmbeddedNode, options: TakeoverOptions): Promise<Takeover> {
  if (node.known.isTakingOver) throw refused("This node is taking over already.");
  node.known.isTakingOver = true;
  try {
    const reports = await greetAll(node);
    const votesSeen = reports.map((report): Vote => ({ isGranted: report.mayPromise, report }));
    const before = find(node, votesSeen, undefined);
    if (options.isDryRun === true) return { ...summary(node, before, votesSeen), epoch: undefined };
    const regime = await attempt(
      node,
      options,
      reports.flatMap(({ promised, regime, heard }) => [promised, regime, heard]),
    );
    const votes = await collectPromises(node, regime);
    await drain(node, votes);
    return await begin(node, regime, votes, options);
  } finally {
    node.known.attempting = null;
    node.known.isTakingOver = false;
    node.news.wake();
  }
}

/** A number for the new epoch that this node has never used, remembered before anybody hears of it. */
async function attempt(
  node: EmbeddedNode,
  { reason, onMyWord = false }: TakeoverOptions,
  known: readonly (Regime | null)[],
): Promise<Regime> {
  await node.step("attempt");
  return node.file.atomically(() => {
    const { promised, attempts } = node.memory();
    const number = nextNumber([...known, promised, node.leading()], attempts);
    node.remember({ attempts: number });
    const epoch = formatEpoch({ number, node: node.name });
    node.known.attempting = epoch;
    const by = onMyWord ? "word" : "majority";
    return { epoch, standby: null, alone: true, by, reason, sinceMs: Math.trunc(node.options.clock.nowMs()) };
  });
}

async function collectPromises(node: EmbeddedNode, regime: Regime): Promise<readonly Vote[]> {
  const votes = await Promise.all(othersOf(node).map((name) => askPromise(node, name, regime)));
  return votes.filter((vote) => vote !== undefined);
}

/** Takes what the most advanced of those that answered has and this node has not, as far as it follows what is here. */
async function drain(node: EmbeddedNode, votes: readonly Vote[]): Promise<void> {
  const further = votes.map(({ report }) => report).filter((report) => isMoreAdvanced(report, node.report()));
  const source = mostAdvanced(further);
  const goal = further.find((report) => report.node === source)?.mark;
  if (source === undefined || goal == null) return;
  while ((node.file.log.newest()?.sequence ?? 0) < goal.sequence) {
    const pulled = await pull(node, source, { waitMs: 0, upTo: goal.sequence });
    if (pulled.kind !== "changes" || !(await take(node, pulled))) return;
  }
}

async function begin(
  node: EmbeddedNode,
  regime: Regime,
  votes: readonly Vote[],
  { onMyWord = false }: TakeoverOptions,
): Promise<Takeover> {
  await node.step("begin epoch");
  const result = node.file.atomically(() => {
    const finding = find(node, votes, regime);
    if (finding.impossible.length > 0) throw refused(finding.impossible.join(" "));
    if (finding.doubts.length > 0 && !onMyWord) throw refused(finding.doubts.join(" "), true);
    const { epoch, ...statement } = regime;
    const mark = node.file.declare(
      { epoch, statement: { ...statement, by: finding.doubts.length > 0 ? "word" : statement.by } },
      regime.sinceMs,
    );
    node.file.setGate({ writes: "open", epoch, needsConfirmation: false });
    node.remember({ promised: regime, isHeld: false });
    return { ...summary(node, finding, votes), epoch, position: formatPosition(mark) };
  });
  node.known.isReconciled = true;
  node.known.reason = undefined;
  node.changed.wake();
  node.options.log.warn({ ...result, reason: regime.reason }, "this node is the writer now, alone");
  void greetAll(node).catch(() => {});
  return result;
}

function find(node: EmbeddedNode, votes: readonly Vote[], asked: Regime | undefined): TakeoverFinding {
  const members = membersOf(node.options.star()).length;
  return findTakeover({ self: node.name, members, votes, own: node.report(), memory: node.memory(), asked });
}

function summary(node: EmbeddedNode, { doubts, missing }: TakeoverFinding, votes: readonly Vote[]): Takeover {
  const answered = new Set(votes.map(({ report }) => report.node));
  const mark = node.file.log.newest() as ChangeMark;
  return {
    epoch: undefined,
    position: formatPosition(mark),
    by: doubts.length > 0 ? "word" : "majority",
    doubts,
    missingChanges: missing,
    unreachable: othersOf(node).filter((name) => !answered.has(name)),
  };
}

function refused(why: string, canForce = false): MultisiteError {
  const advice = canForce
    ? " If you know that no other writer is at work, and accept the loss of what is not here, give your word for it with a reason."
    : "";
  return new MultisiteError("identity.star.takeover_refused", `${why}${advice}`);
}
