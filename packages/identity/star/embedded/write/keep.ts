import type { WriteGate } from "@multisite/kernel/changes";
import { mastersOf } from "../../topology/queries.ts";
import { gateFor } from "../decide/gate.ts";
import { nextStandby } from "../decide/pairing.ts";
import { whileRunning } from "../node/loop.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Regime } from "../types.ts";
import type { Confirmations } from "./confirmations.ts";

/** Longest time between two looks. */
const LOOK_MS = 500;
const TRIM_EVERY_MS = 60_000;

/** Keeps the gate of the database as what is known wants it, and finds a standby for a writer that has none. */
export async function keepWriting(node: EmbeddedNode, confirmations: Confirmations, onTurn: () => void): Promise<void> {
  let trimmedAtMs = node.nowMs();
  const turn = async (): Promise<void> => {
    await keepGate(node, confirmations);
    await findStandby(node);
    if (node.nowMs() - trimmedAtMs > TRIM_EVERY_MS) {
      trimmedAtMs = node.nowMs();
      trim(node);
    }
    onTurn();
    await node.news.wait(LOOK_MS);
  };
  await whileRunning(node, turn, (thrown) =>
    node.options.log.warn({ err: thrown }, "keeping the gate failed, and is tried again"),
  );
}

function wantedGate(node: EmbeddedNode, confirmations: Confirmations): WriteGate {
  const { confirmMs, standbyAwayMs } = node.settings;
  const nowMs = node.nowMs();
  const pendingSinceMs = confirmations.pendingSinceMs();
  const heardAtMs = Math.max(confirmations.standbyHeardAtMs() ?? 0, node.known.standbySeenAtMs);
  return gateFor({
    regime: node.regime(),
    isWriterByLog: node.isWriterByLog(),
    isReconciled: node.known.isReconciled,
    memory: node.memory(),
    isStandbyAway: (pendingSinceMs !== undefined && nowMs - pendingSinceMs >= confirmMs) || nowMs - heardAtMs >= standbyAwayMs,
  });
}

async function keepGate(node: EmbeddedNode, confirmations: Confirmations): Promise<void> {
  if (isSame(node.file.gate(), wantedGate(node, confirmations))) return;
  await node.step("set gate");
  // Looked at again, as the step may have taken its time.
  node.file.atomically(() => node.file.setGate(wantedGate(node, confirmations)));
  node.news.wake();
}

function isSame(one: WriteGate, other: WriteGate): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function findStandby(node: EmbeddedNode): Promise<void> {
  if (standbyNow(node) === undefined) return;
  await node.step("pair");
  node.file.atomically(() => {
    const standby = standbyNow(node);
    if (standby === undefined) return;
    const { epoch, ...regime } = node.regime() as Regime;
    const sinceMs = Math.trunc(node.options.clock.nowMs());
    // In this order: from here on nothing is acknowledged without it, and all that was before is before this statement.
    node.file.declare({ epoch, statement: { ...regime, standby, alone: false, sinceMs } }, sinceMs);
    node.file.setGate({ writes: "open", epoch, needsConfirmation: true });
    node.known.standbySeenAtMs = node.nowMs();
  });
  node.changed.wake();
  node.news.wake();
}

function standbyNow(node: EmbeddedNode): string | undefined {
  const regime = node.regime();
  if (regime === null || !node.known.isReconciled || !node.isWriterByLog() || node.memory().isHeld) return undefined;
  const masters = mastersOf(node.options.star())
    .map((master) => master.node.name)
    .filter((name) => name !== node.name);
  const oldestMs = node.nowMs() - node.settings.standbyAwayMs;
  const recent = [...node.known.reports]
    .filter(([, { atMs }]) => atMs >= oldestMs)
    .map(([name, { report }]) => [name, report] as const);
  return nextStandby(masters, regime, node.file.log, new Map(recent));
}

function trim(node: EmbeddedNode): void {
  const newest = node.file.log.newest()?.sequence ?? 0;
  node.file.log.trimBefore(newest - node.settings.keptChanges);
}
