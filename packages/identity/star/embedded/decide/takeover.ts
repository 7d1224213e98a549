import { compareEpochs, parseEpoch } from "@multisite/kernel/changes";
import type { NodeReport, Regime } from "../types.ts";
import type { Memory } from "./promise.ts";
import { isMoreAdvanced } from "./reconcile.ts";
import { isLater, writerOf } from "./regime.ts";

/** What a node answered when it was asked to promise. */
export interface Vote {
  readonly isGranted: boolean;
  /** As it was before. */
  readonly report: NodeReport;
}

export interface TakeoverFacts {
  readonly self: string;
  /** Nodes of the star that hold data, with this one. */
  readonly members: number;
  /** Of others. */
  readonly votes: readonly Vote[];
  /** This node, as it is now. */
  readonly own: Pick<NodeReport, "regime" | "mark" | "heard">;
  readonly memory: Memory;
  /** What is to begin; undefined while nobody has been asked for promises. */
  readonly asked: Regime | undefined;
}

export interface TakeoverFinding {
  /** Why even an operator's word does not help. */
  readonly impossible: readonly string[];
  /** Why writes that were acknowledged could be lost. */
  readonly doubts: readonly string[];
  /** Changes of the writer that are known of and not here. */
  readonly missing: number;
}

/**
 * Whether a node may become the writer, alone. It loses nothing that was acknowledged when three things are true: it has everything,
 * as the writer or as the standby without which nothing counted; more than half of the nodes have promised to take no other's changes
 * of an earlier epoch; and of those nobody has promised the same to another that may have begun since.
 */
export function findTakeover(facts: TakeoverFacts): TakeoverFinding {
  const { self, members, votes, own, memory } = facts;
  const { regime, mark } = own;
  if (regime === null || mark === null) {
    return { impossible: [`${self} has no data yet.`], doubts: [], missing: 0 };
  }
  const further = votes.map(({ report }) => report).filter((report) => isMoreAdvanced(report, own));
  const impossible = further.map(
    (report) =>
      `${report.node} can be reached and has more than ${self} (${report.mark?.sequence} changes, here ${mark.sequence}).`,
  );
  const overtaking = [memory.promised, own.heard].find((one) => facts.asked !== undefined && isLater(one, facts.asked));
  if (overtaking) impossible.push(`Meanwhile ${self} has heard of the later epoch ${overtaking.epoch}.`);
  const doubts: string[] = [];
  const writer = writerOf(regime);
  if (writer !== self && regime.standby !== self) {
    doubts.push(`${self} is neither the writer (${writer}) nor its standby: it may lack acknowledged changes.`);
  }
  if (memory.outdated !== null) doubts.push(`${self} may lack changes that it once had: ${memory.outdated}.`);
  const granted = votes.filter(({ isGranted }) => isGranted).length + (memory.mayPromise ? 1 : 0);
  if (granted * 2 <= members) {
    doubts.push(`Only ${granted} of ${members} nodes can be reached: the others may be working with another writer.`);
  }
  for (const other of laterRegimes(facts, regime)) {
    if (mayHaveBegun(other, facts)) doubts.push(`${writerOf(other)} may have become the writer since (epoch ${other.epoch}).`);
  }
  const known = Math.max(...votes.map(({ report }) => sequenceOf(report, regime)), 0);
  return { impossible, doubts, missing: Math.max(0, known - mark.sequence) };
}

/** Regimes after that of the log, which somebody has promised to or heard of. */
function laterRegimes({ votes, own, memory }: TakeoverFacts, regime: Regime): readonly Regime[] {
  const named = [own.heard, memory.promised, ...votes.flatMap(({ report }) => [report.promised, report.regime, report.heard])];
  const later = named.filter((one): one is Regime => one !== null && isLater(one, regime));
  return [...new Map(later.map((one) => [one.epoch, one])).values()];
}

/**
 * A regime by majority has begun only if more than half of the nodes promised to it; those that did not before they promised to this
 * takeover never will. One on an operator's word asks nobody.
 */
function mayHaveBegun(other: Regime, { members, votes, own, memory }: TakeoverFacts): boolean {
  const reports = votes.map(({ report }) => report);
  const hasBegun = [own.heard, ...reports.flatMap(({ regime, heard }) => [regime, heard])].some(
    (one) => one?.epoch === other.epoch,
  );
  if (hasBegun || other.by === "word") return true;
  const never = votes.filter(({ isGranted, report }) => isGranted && isEarlier(report.promised, other)).length;
  const ownNever = memory.mayPromise && isEarlier(memory.promised, other) ? 1 : 0;
  return (members - never - ownNever) * 2 > members;
}

function isEarlier(promised: Regime | null, than: Regime): boolean {
  return promised === null || compareEpochs(promised.epoch, than.epoch) < 0;
}

function sequenceOf({ mark, regime }: NodeReport, own: Regime): number {
  return mark !== null && regime !== null && !isLater(own, regime) ? mark.sequence : 0;
}

/** The number of the next epoch: after all that anybody has heard of, and after every number tried before. */
export function nextNumber(known: readonly (Regime | null)[], attempts: number): number {
  const numbers = known.filter((regime) => regime !== null).map(({ epoch }) => parseEpoch(epoch).number);
  return Math.max(attempts, ...numbers) + 1;
}
