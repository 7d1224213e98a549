import { findNode } from "../../topology/queries.ts";
import { mayPromise } from "../decide/promise.ts";
import { writerOf } from "../decide/regime.ts";
import type { Vote } from "../decide/takeover.ts";
import { badQuestion } from "../errors.ts";
import { readFields, readRegime, readReport } from "../messages/read.ts";
import { answer, ask } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import type { Regime } from "../types.ts";

/** Promises to who takes over, as long as nobody of a later epoch has asked. */
export function servePromises(node: EmbeddedNode): void {
  answer(node, "promise", async (fields, from) => {
    const asked = readRegime(fields.regime);
    if (asked === null || writerOf(asked) !== from.node) throw badQuestion("regime");
    await node.step("promise");
    const vote = node.file.atomically(() => promise(node, asked));
    node.news.wake();
    return { isGranted: vote.isGranted, before: vote.report };
  });
}

function promise(node: EmbeddedNode, asked: Regime): Vote {
  const report = node.report();
  const regime = node.regime();
  if (!mayPromise(asked, node.memory(), regime)) return { isGranted: false, report };
  node.remember({ promised: asked, isHeld: decides(node, regime) });
  // A writer stops at once: what it has now is what the other must have.
  if (node.file.gate().writes === "open") {
    node.file.setGate({ writes: "refused", reason: `${writerOf(asked)} is about to take over.` });
  }
  return { isGranted: true, report };
}

/** Whether what a node takes makes writes count, now or as the next standby. */
function decides(node: EmbeddedNode, regime: Regime | null): boolean {
  const isMaster = findNode(node.options.star(), node.name)?.node.role === "master";
  return isMaster || (regime !== null && (writerOf(regime) === node.name || regime.standby === node.name));
}

export async function askPromise(node: EmbeddedNode, to: string, regime: Regime): Promise<Vote | undefined> {
  try {
    const { fields } = await ask(node, to, "promise", { regime });
    return { isGranted: fields.isGranted === true, report: readReport(readFields(fields.before), to) };
  } catch {
    if (node.isStopped()) throw new Error("stopped");
    return undefined;
  }
}
