import { writerOf } from "../decide/regime.ts";
import type { EmbeddedState } from "../types.ts";
import type { EmbeddedNode } from "./node.ts";

/** A node that has just started serves after so long even if it has heard from nobody: it may be all that is left. */
const INTRODUCTION_MS = 3000;

export function roleOf(node: EmbeddedNode): EmbeddedState["role"] {
  if (node.isWriterByLog()) return "writer";
  return node.leading()?.standby === node.name ? "standby" : "replica";
}

export function stateOf(node: EmbeddedNode, startedAtMs: number): EmbeddedState {
  const leading = node.leading();
  const writer = leading === null ? undefined : writerOf(leading);
  return {
    role: roleOf(node),
    writes: writesOf(node, writer),
    writer,
    fence: fenceOf(node, startedAtMs),
    reason: node.known.reason,
  };
}

function writesOf(node: EmbeddedNode, writer: string | undefined): EmbeddedState["writes"] {
  if (node.isWriterByLog()) return node.file.gate().writes === "open" ? "here" : "unavailable";
  const { pollMs, answerMs } = node.settings;
  const isCutOff = node.nowMs() - node.known.upstreamHeardAtMs > pollMs + answerMs;
  return writer === undefined || isCutOff ? "unavailable" : "forward";
}

function fenceOf(node: EmbeddedNode, startedAtMs: number): string | undefined {
  const { wrong } = node.memory();
  if (wrong !== null) return `This node is being rebuilt, as ${wrong}.`;
  if (node.regime() === null) return "This node has no data yet.";
  const isIntroduced = node.known.isReconciled || node.known.upstreamHeardAtMs > startedAtMs;
  if (isIntroduced || node.nowMs() - startedAtMs >= INTRODUCTION_MS) return undefined;
  return "This node has just started, and finds out whether its data are still good.";
}
