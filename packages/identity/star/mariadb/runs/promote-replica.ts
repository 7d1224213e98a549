import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { durationText } from "../../keys-plan/index.ts";
import type { NodeLook } from "../follow/orders/types.ts";
import type { Promotion } from "../follow/types.ts";
import { hasReachedGtid, parseGtidPosition } from "../sql/index.ts";
import { aimStep, condition, lookIfReached, type RunHands, runStopped } from "./hands.ts";
import { servesBehind } from "./serves.ts";

export type PromoteReplicaInput = {
  readonly node: string;
  /** Written by the operator: what happened, and how it is known that no master runs any more. */
  readonly reason: string;
  /** Higher than that of any promotion before. */
  readonly epoch: number;
  readonly replicas: readonly string[];
  readonly masters: readonly string[];
};

/**
 * Makes a replica the writer when all masters are lost. Nothing is re-pointed before the new one is drained, compared and open; masters
 * that come back are fenced (reference, scenarios 6 and 8).
 */
export function promoteReplicaRun(hands: RunHands): RunKind<PromoteReplicaInput> {
  return {
    kind: "star.promote-replica",
    version: 1,
    steps: (input) => {
      const { node, reason } = input;
      const others = input.replicas.filter((name) => name !== node);
      const all = [...others, ...input.masters];
      return [
        condition(hands, "reason", "an operator has written why", async () =>
          reason.trim().length >= 10 ? undefined : "say in a sentence what happened, and how it is known that no master runs",
        ),
        condition(
          hands,
          "masters-gone",
          "no node that answers sees a master that takes writes",
          () => whoSeesMaster(hands, [node, ...others]),
          holdDownMs(hands) * 2,
        ),
        drained(hands, node),
        condition(hands, "nobody-ahead", `no replica that answers has more than ${node}`, () => whoIsAhead(hands, node, others)),
        compared(hands, node, others),
        opened(hands, input),
        ...others.map((other) => followsPromoted(hands, input, other)),
        ...all.map((other) => told(hands, input, other)),
      ];
    },
    consequences: (input) => foreseen(hands, input),
  };
}

/** What is lost at most, and what comes after. */
async function foreseen(hands: RunHands, { node, replicas, masters }: PromoteReplicaInput): Promise<readonly string[]> {
  const looks = await Promise.all(replicas.map(async (name) => ({ name, look: await lookIfReached(hands, name) })));
  const nowMs = hands.clock.nowMs();
  const silent = looks.flatMap(({ name, look }) => (look === undefined ? [name] : []));
  const followers = replicas.filter((name) => name !== node);
  return [
    ...looks.flatMap(({ name, look }) => (look === undefined ? [] : [lastWrite(name, look, nowMs)])),
    `Lost is what masters acknowledged after the last write that ${node} has.`,
    ...silent.map((name) => `${name} cannot be reached: whether it has more is not known.`),
    ...(followers.length === 0 ? [] : [`Follow it, and are compared with it before they serve: ${followers.join(", ")}.`]),
    `When ${masters.join(" or ")} comes back it is fenced, and what only it has is kept there: make it a replica in the document (multisite star apply), then multisite star rebuild it.`,
  ];
}

/** The masters write a mark each second: the newest that a replica has tells until when it has all. */
function lastWrite(name: string, { report: { mark, position } }: NodeLook, nowMs: number): string {
  if (mark === null) return `${name} stands at ${position || "nothing"}; of when that is, is not known.`;
  const at = new Date(mark.atMs).toISOString().replace(/\.\d+Z$/, "Z");
  return `${name} has what was written until ${at} (${durationText(Math.max(0, Math.round((nowMs - mark.atMs) / 1000)))} ago), and stands at ${position}.`;
}

function holdDownMs({ star }: RunHands): number {
  return star().holdDownSeconds * 1000;
}

async function isWriter(hands: RunHands, node: string): Promise<boolean> {
  const look = await lookIfReached(hands, node);
  return look?.report.promotion?.node === node && look.server?.isReadOnly === false;
}

async function whoSeesMaster(hands: RunHands, nodes: readonly string[]): Promise<string | undefined> {
  if (await isWriter(hands, nodes[0] ?? "")) return undefined;
  for (const node of nodes) {
    const look = await lookIfReached(hands, node);
    if (look === undefined && node === nodes[0]) return `${node} cannot be reached`;
    for (const { node: master, state, forMs } of look?.masters ?? []) {
      if (state === "ready") return `${node} sees that ${master} takes writes`;
      const seconds = Math.round(forMs / 1000);
      if (node === nodes[0] && forMs < holdDownMs(hands))
        return `${master} has been ${state} for ${seconds} s only, as seen from ${node}`;
    }
  }
  return undefined;
}

function drained(hands: RunHands, node: string): RunStep {
  return aimStep(hands, {
    name: "drained",
    title: `${node} has applied all that it has fetched`,
    isSo: async () => (await lookIfReached(hands, node))?.server?.isDrained === true,
    waitMs: 300_000,
  });
}

async function whoIsAhead(hands: RunHands, node: string, others: readonly string[]): Promise<string | undefined> {
  if (await isWriter(hands, node)) return undefined;
  const own = await hands.ask(node, { order: "look" });
  if (own.hold !== null) return `${node} is set aside: ${own.hold.reason}`;
  for (const other of others) {
    const look = await lookIfReached(hands, other);
    if (look !== undefined && !isAtLeast(own, look)) {
      return `${other} is at ${look.report.position}, ${node} at ${own.report.position}; promote ${other} instead`;
    }
  }
  return undefined;
}

function isAtLeast(one: NodeLook, other: NodeLook): boolean {
  return hasReachedGtid(parseGtidPosition(one.report.position), parseGtidPosition(other.report.position));
}

/** With every replica at the same position: a GTID alone proves nothing. */
function compared(hands: RunHands, node: string, others: readonly string[]): RunStep {
  let equal = false;
  return aimStep(hands, {
    name: "compared",
    title: `${node} is equal to the replicas that are as far as it is`,
    isSo: async () => equal || (await isWriter(hands, node)),
    waitMs: 0,
    async begin() {
      const own = await hands.ask(node, { order: "look" });
      const with_: string[] = [];
      for (const other of others) {
        const look = await lookIfReached(hands, other);
        if (look === undefined || look.hold !== null || look.report.position !== own.report.position) continue;
        const { found } = await hands.ask(node, { order: "compare", with: other });
        if (found !== undefined && found.rows > 0) {
          throw runStopped(
            `${node} and ${other} are equal`,
            `${found.rows} rows differ (${found.file}); promote the one that is right`,
          );
        }
        with_.push(other);
      }
      equal = true;
      return { comparedWith: with_ };
    },
  });
}

function promotionOf({ node, epoch, reason }: PromoteReplicaInput, look: NodeLook): Promotion {
  return { node, epoch, domain: look.server?.ownDomain ?? 0, position: look.report.position, reason };
}

function opened(hands: RunHands, input: PromoteReplicaInput): RunStep {
  const { node } = input;
  return aimStep(hands, {
    name: "open",
    title: `${node} takes writes, counted in a GTID domain of its own`,
    isSo: () => isWriter(hands, node),
    async begin() {
      const promotion = promotionOf(input, await hands.ask(node, { order: "look" }));
      await hands.ask(node, { order: "promotion", promotion });
      return { position: promotion.position, domain: promotion.domain };
    },
  });
}

/** A replica that cannot be reached hears of it later, and does the same by itself. */
function followsPromoted(hands: RunHands, input: PromoteReplicaInput, other: string): RunStep {
  const serves = servesBehind(hands, other, input.node, `${other}-`);
  return {
    ...serves,
    title: `${other}, if it can be reached, follows ${input.node}, was compared with it, and serves`,
    isDone: async () => (await lookIfReached(hands, other)) === undefined || (await serves.isDone()),
    async apply() {
      await tell(hands, input, other);
      return await serves.apply();
    },
  };
}

function told(hands: RunHands, input: PromoteReplicaInput, other: string): RunStep {
  return aimStep(hands, {
    name: `${other}-told`,
    title: `${other}, if it can be reached, knows that ${input.node} takes the writes`,
    async isSo() {
      const look = await lookIfReached(hands, other);
      return look === undefined || (look.report.promotion?.epoch ?? 0) >= input.epoch;
    },
    async begin() {
      await tell(hands, input, other);
      return undefined;
    },
  });
}

async function tell(hands: RunHands, { node, epoch }: PromoteReplicaInput, other: string): Promise<void> {
  const { promotion } = (await hands.ask(node, { order: "look" })).report;
  if (promotion !== null && promotion.epoch >= epoch) await hands.ask(other, { order: "promotion", promotion });
}
