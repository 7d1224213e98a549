import { type ChangeMark, formatPosition, parsePosition } from "@multisite/kernel/changes";
import type { Replication, ReplicationStatus } from "../replication/types.ts";
import { mastersOf } from "../topology/queries.ts";
import { donate } from "./follow/donate.ts";
import { follow } from "./follow/follow.ts";
import { createPushes } from "./follow/push.ts";
import { servePulls } from "./follow/serve-pull.ts";
import { servePushes } from "./follow/take-push.ts";
import { serveChecksums } from "./follow/verify.ts";
import { createReplicationAlarms } from "./node/alarms.ts";
import { whileRunning } from "./node/loop.ts";
import { createNode, type EmbeddedNode } from "./node/node.ts";
import { roleOf, stateOf } from "./node/state.ts";
import { statusOf } from "./node/status.ts";
import { greet, greetAll, serveGreetings } from "./takeover/greet.ts";
import { learnPromises, settlePromise } from "./takeover/settle.ts";
import { type Takeover, type TakeoverOptions, takeOver } from "./takeover/takeover.ts";
import { servePromises } from "./takeover/vote.ts";
import type { EmbeddedOptions, EmbeddedState } from "./types.ts";
import { createConfirmations } from "./write/confirmations.ts";
import { keepWriting } from "./write/keep.ts";
import { watchFile } from "./write/watch.ts";

/** Replication of one node on the embedded engine, as its agent holds it. */
export interface EmbeddedReplication extends Replication {
  /** Answers other nodes, and follows or writes, until it is stopped. */
  start(): void;
  stop(): Promise<void>;
  /** Ends as if the process had died: nothing more is done or written. */
  abandon(): void;
  /**
   * Resolves when a change of this node counts: the standby has it, or the writer was told to go on alone.
   *
   * @throws MultisiteError `identity.star.unconfirmed`: it is not known yet whether it will
   */
  confirm(mark: ChangeMark): Promise<void>;
  /** Makes this node the writer; on the writer: without its standby. */
  takeover(options: TakeoverOptions): Promise<Takeover>;
  state(): EmbeddedState;
  /** The home directory of this node is from a backup: it neither promises nor takes over before it has heard what it has lost. */
  markRestored(): void;
}

/** Every tenth greeting of a writer goes to all nodes, also those that follow nobody who knows of it. */
const GREET_ALL_EVERY = 10;

export function createEmbeddedReplication(options: EmbeddedOptions): EmbeddedReplication {
  const node = createNode(options);
  const confirmations = createConfirmations(node);
  const running: Promise<unknown>[] = [];
  const startedAtMs = node.nowMs();
  let told = "";
  let donor: ReturnType<typeof donate> | undefined;

  const tell = (): void => {
    const state = stateOf(node, startedAtMs);
    const text = JSON.stringify(state);
    if (text === told) return;
    told = text;
    options.onState?.(state);
  };
  const alarms = createReplicationAlarms(node);
  const closeGate = (reason: string): void => node.file.setGate({ writes: "refused", reason });
  const keepTelling = (): void => {
    donor?.tidy();
    alarms.settle();
    tell();
  };

  return {
    start() {
      // It may be from a backup, or of a writer that others have replaced meanwhile.
      if (node.file.gate().writes === "open")
        closeGate("This node has just started, and finds out whether it is still the writer.");
      serveGreetings(node);
      const pushes = createPushes(node, confirmations);
      servePulls(node, confirmations, pushes);
      servePushes(node);
      servePromises(node);
      serveChecksums(node);
      donor = donate(node);
      tell();
      running.push(pushes.run(), follow(node), keepWriting(node, confirmations, keepTelling), stayKnown(node), watchFile(node));
    },
    async stop() {
      if (node.isStopped()) return;
      if (node.file.gate().writes === "open") closeGate("The agent of this node is stopped.");
      donor?.close();
      node.close();
      await Promise.allSettled(running);
    },
    abandon: () => node.close(),
    confirm: confirmations.confirm,
    takeover: (takeoverOptions) => takeOver(node, takeoverOptions),
    state: () => stateOf(node, startedAtMs),
    markRestored() {
      node.remember({ mayPromise: false, outdated: "it was restored from a backup" });
    },
    role: () => roleOf(node),
    async position() {
      const newest = node.file.log.newest();
      return newest === undefined ? "" : formatPosition(newest);
    },
    hasReached: async (position) => hasReached(node, position),
    async waitFor(position, timeoutMs) {
      const untilMs = node.nowMs() + timeoutMs;
      while (!hasReached(node, position)) {
        const left = untilMs - node.nowMs();
        if (left <= 0 || node.isStopped()) return false;
        await node.changed.wait(left);
      }
      return true;
    },
    status: async (): Promise<ReplicationStatus> => statusOf(node, stateOf(node, startedAtMs)),
  };
}

function hasReached(node: EmbeddedNode, position: string): boolean {
  const wanted = parsePosition(position);
  const newest = node.file.log.newest();
  if (wanted === undefined || newest === undefined || wanted.sequence > newest.sequence) return false;
  const here = node.file.log.at(wanted.sequence);
  // Trimmed away: so long ago that it was everywhere.
  return here === undefined || here.chainHash.startsWith(wanted.hashPrefix);
}

/** Tells the masters of this node, if it is a master or the writer, so that two writers always hear of each other. */
async function stayKnown(node: EmbeddedNode): Promise<void> {
  let round = 0;
  const turn = async (): Promise<void> => {
    await learnPromises(node);
    await settlePromise(node);
    const masters = mastersOf(node.options.star()).map((master) => master.node.name);
    const isWriter = node.isWriterByLog();
    if (isWriter && round++ % GREET_ALL_EVERY === 0) await greetAll(node);
    else if (isWriter || masters.includes(node.name))
      await greet(
        node,
        masters.filter((name) => name !== node.name),
      );
    const isSettling = node.memory().isHeld || !node.memory().mayPromise;
    await node.pause(isSettling ? node.settings.retryMs : node.settings.helloMs);
  };
  await whileRunning(node, turn, (thrown) => node.options.log.warn({ err: thrown }, "telling other nodes failed"));
}
