import type { RunKind } from "@multisite/kernel/journal";
import { aimStep, condition, lookIfReached, type RunHands } from "./hands.ts";
import { servesBehind } from "./serves.ts";

export type ReplayInput = {
  /** Replica that has what the masters have lost. */
  readonly from: string;
  /** Master that is set aside for that. */
  readonly master: string;
  /** The others, which are set aside too. */
  readonly otherMasters: readonly string[];
  /** Whose version of a row is taken that both have. */
  readonly prefer: "own" | "other";
  /** All replicas: their positions count changes that the masters have lost, so each is made anew. */
  readonly replicas: readonly string[];
};

/** Writes to a master again what it has lost and a replica still has (reference, scenario 1), lets it take writes, and fills the replicas. */
export function replayRun(hands: RunHands): RunKind<ReplayInput> {
  return {
    kind: "star.replay",
    version: 2,
    steps: ({ from, master, otherMasters, prefer, replicas }) => [
      condition(hands, "replica-answers", `${from} answers`, async () =>
        (await lookIfReached(hands, from)) === undefined ? `${from} cannot be reached` : undefined,
      ),
      aimStep(hands, {
        name: "replayed",
        title: `${master} has the rows that only ${from} had`,
        async isSo() {
          const look = await lookIfReached(hands, master);
          return look !== undefined && look.hold?.why !== "lost";
        },
        async begin() {
          const { found } = await hands.ask(master, { order: "replay", from, prefer });
          await hands.ask(master, { order: "release" });
          return { rows: found?.rows ?? 0, written: found?.written ?? 0 };
        },
      }),
      aimStep(hands, {
        name: "open",
        title: `${master} takes writes`,
        isSo: async () => (await lookIfReached(hands, master))?.server?.isReadOnly === false,
        waitMs: 120_000,
      }),
      ...otherMasters.map((other) =>
        aimStep(hands, {
          name: `${other}-released`,
          title: `${other}, if it can be reached, is no longer set aside`,
          isSo: async () => (await lookIfReached(hands, other))?.hold?.why !== "lost",
          async begin() {
            await hands.ask(other, { order: "release" });
            return undefined;
          },
        }),
      ),
      ...replicas.flatMap((node) => [
        aimStep(hands, {
          name: `${node}-filled`,
          title: `${node} is made anew`,
          async isSo() {
            const look = await lookIfReached(hands, node);
            const hasAll = look?.masters.some((one) => one.state === "ready" && one.hasAll) === true;
            return look === undefined || (look.hold === null && !look.isRebuilding && hasAll);
          },
          async begin() {
            await hands.ask(node, { order: "rebuild", because: "the masters have lost changes that it counts" });
            return undefined;
          },
          waitMs: 900_000,
        }),
        servesBehind(hands, node, undefined, `${node}-`),
      ]),
    ],
  };
}
