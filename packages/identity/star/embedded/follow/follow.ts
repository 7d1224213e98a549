import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { isPeerFailure } from "@multisite/kernel/peers";
import { findNode } from "../../topology/queries.ts";
import { holds } from "../decide/answer-pull.ts";
import { writerOf } from "../decide/regime.ts";
import { nextUpstream, upstreamsOf } from "../decide/upstream.ts";
import { ask } from "../messages/subjects.ts";
import { whileRunning } from "../node/loop.ts";
import type { EmbeddedNode } from "../node/node.ts";
import { reconcile } from "../write/reconcile.ts";
import { ripeChanges } from "./delay.ts";
import { type Pulled, pull, take } from "./pull.ts";
import { rebuild } from "./rebuild.ts";
import { verify } from "./verify.ts";

interface Following {
  source: string | undefined;
  /** Of the leading regime when the source was chosen. */
  epoch: string | undefined;
  failingSinceMs: number | undefined;
  isBehind: boolean;
  isVerified: boolean;
  probedAtMs: number;
}

/** Follows the star's writer, itself or through another node, for as long as the node lives and is not the writer. */
export async function follow(node: EmbeddedNode): Promise<void> {
  const state: Following = {
    source: undefined,
    epoch: undefined,
    failingSinceMs: undefined,
    isBehind: false,
    isVerified: false,
    probedAtMs: 0,
  };
  await whileRunning(
    node,
    async () => {
      if (!node.isWriterByLog()) await turn(node, state);
      else if (node.known.isReconciled) await beWriter(node);
      else await reconcile(node);
    },
    (thrown) => noteFailure(node, state, thrown),
  );
}

/** A writer follows nobody. */
async function beWriter(node: EmbeddedNode): Promise<void> {
  node.known.reason = undefined;
  node.known.follows = undefined;
  await node.news.wait(node.settings.helloMs);
}

async function turn(node: EmbeddedNode, state: Following): Promise<void> {
  const { settings, known, options } = node;
  const source = choose(node, state);
  if (source === undefined) {
    await node.news.wait(settings.helloMs);
    return;
  }
  const own = findNode(options.star(), node.name)?.node;
  const pollMs = own?.role === "master" ? settings.standbyPollMs : settings.pollMs;
  const pulled = await pull(node, source, { waitMs: state.failingSinceMs === undefined ? pollMs : 0 });
  state.isBehind = pulled.move === "leave";
  noteAnswer(node, state, pulled);
  switch (pulled.move) {
    case "apply": {
      const changes = await ripeChanges(node, pulled.changes, own?.delaySeconds);
      const isTaken = await take(node, { ...pulled, changes }).catch((thrown) => rebuildIfUnfit(node, source, thrown));
      if (!isTaken && changes.length > 0) await node.pause(settings.retryMs);
      break;
    }
    case "wait":
      if (!state.isVerified) await verifySource(node, state, source);
      break;
    case "rebuild": {
      const isDifferent = pulled.kind !== "too-far-behind";
      const because = isDifferent ? "its latest changes are not part of the star's history" : "it was too far behind";
      await rebuild(node, { donor: source, because, isDifferent });
      break;
    }
    case "leave":
      await node.pause(settings.retryMs);
  }
  noteCaughtUp(node, pulled.source);
  if (known.follows !== candidates(node)[0]) await probeFirst(node, state);
}

/** The rows here are not those that the writer had: somebody edited them. */
async function rebuildIfUnfit(node: EmbeddedNode, source: string, thrown: unknown): Promise<boolean> {
  if (!(thrown instanceof MultisiteError) || thrown.code !== "kernel.changes.conflict") throw thrown;
  const because = "a change did not fit the rows that it found";
  await rebuild(node, { donor: source, because, isDifferent: true });
  return true;
}

/** Who has everything that the writer has now has all that was ever confirmed. */
function noteCaughtUp(node: EmbeddedNode, { isWriter, mark }: Pulled["source"]): void {
  if (!isWriter || mark === null || node.memory().outdated === null) return;
  if (holds(node.file.log, mark)) node.remember({ outdated: null });
}

function candidates(node: EmbeddedNode): readonly string[] {
  return upstreamsOf(node.options.star(), node.name, node.leading());
}

function choose(node: EmbeddedNode, state: Following): string | undefined {
  const epoch = node.leading()?.epoch;
  const isNewRegime = epoch !== state.epoch;
  const next = nextUpstream(candidates(node), {
    current: isNewRegime ? undefined : state.source,
    failingForMs: state.failingSinceMs === undefined ? 0 : node.nowMs() - state.failingSinceMs,
    isBehind: state.isBehind,
    holdDownMs: node.options.star().holdDownSeconds * 1000,
  });
  if (next !== state.source) {
    Object.assign(state, { source: next, failingSinceMs: undefined, isBehind: false, isVerified: false });
    node.known.follows = next;
    node.news.wake();
  }
  state.epoch = epoch;
  return next;
}

function noteAnswer(node: EmbeddedNode, state: Following, { source }: Pulled): void {
  const holdDownMs = node.options.star().holdDownSeconds * 1000;
  if (source.staleMs < holdDownMs) {
    state.failingSinceMs = undefined;
    node.known.upstreamHeardAtMs = node.nowMs() - source.staleMs;
    node.known.reason = undefined;
  } else {
    // It answers, but has itself heard nothing for longer than a master may be gone.
    state.failingSinceMs ??= node.nowMs() - holdDownMs;
    node.known.reason = `${source.node} has itself heard nothing for ${Math.round(source.staleMs / 1000)} s.`;
  }
}

function noteFailure(node: EmbeddedNode, state: Following, thrown: unknown): void {
  state.failingSinceMs ??= node.nowMs();
  node.known.reason = thrown instanceof MultisiteError ? thrown.message : `It fails (${messageOf(thrown)}).`;
  if (!isPeerFailure(thrown)) node.options.log.warn({ err: thrown }, "replication goes on after a failure");
}

async function verifySource(node: EmbeddedNode, state: Following, source: string): Promise<void> {
  const leading = node.leading();
  const writer = leading === null ? source : writerOf(leading);
  let different = await verify(node, source);
  // It may be the source that is wrong.
  if (different !== undefined && different.length > 0 && writer !== source) different = await verify(node, writer);
  if (different === undefined) return;
  if (different.length === 0) state.isVerified = true;
  else {
    const because = `rows of ${different.join(", ")} were not those of ${writer}`;
    await rebuild(node, { donor: writer, because, isDifferent: true });
  }
}

/** Goes back to the node that it should follow when that one is as far. */
async function probeFirst(node: EmbeddedNode, state: Following): Promise<void> {
  const [first] = candidates(node);
  if (first === undefined || node.nowMs() - state.probedAtMs < node.settings.helloMs) return;
  state.probedAtMs = node.nowMs();
  const { report } = await ask(node, first, "hello", {});
  const isAsFar = (report.mark?.sequence ?? 0) >= (node.file.log.newest()?.sequence ?? 0);
  if (!isAsFar || report.regime?.epoch !== node.leading()?.epoch) return;
  if (report.staleMs < node.settings.standbyAwayMs) state.source = undefined;
}
