import { type ChangeFile, openChangeFile } from "@multisite/kernel/changes";
import { EMPTY_MEMORY, type Memory } from "../decide/promise.ts";
import { isLater, laterOf, writerOf } from "../decide/regime.ts";
import { defaultSettings } from "../settings.ts";
import type { EmbeddedOptions, EmbeddedSettings, NodeReport, Regime } from "../types.ts";
import { createSignal, type Signal } from "./signal.ts";

/** What all parts of one node's replication share. */
export interface EmbeddedNode {
  readonly options: EmbeddedOptions;
  readonly name: string;
  readonly settings: EmbeddedSettings;
  readonly file: ChangeFile;
  /** There are more changes in the log. */
  readonly changed: Signal;
  /** Something that this node decides by is known now. */
  readonly news: Signal;
  /** What is known since the start only. */
  readonly known: Known;
  readonly isStopped: () => boolean;
  regime(): Regime | null;
  memory(): Memory;
  /** Durable at once, or with the transaction around. */
  remember(change: Partial<Memory>): void;
  /** The newest regime that has begun, as far as is known. */
  leading(): Regime | null;
  /** Whether this node is the writer by its own log, and of no later one is known. */
  isWriterByLog(): boolean;
  report(): NodeReport;
  /** Learns what another node says of itself. */
  hear(report: NodeReport): void;
  /** Goes on, unless the node was stopped. */
  step(name: string): Promise<void>;
  nowMs(): number;
  /** Ends early when the node stops. */
  pause(ms: number): Promise<void>;
  close(): void;
}

export interface Known {
  heard: Regime | null;
  reports: Map<string, { readonly report: NodeReport; readonly atMs: number }>;
  attempting: string | null;
  isTakingOver: boolean;
  /** The writer by its log has found out that it still is. */
  isReconciled: boolean;
  /** When the standby was last known to follow, apart from its confirmations, by the monotonic clock. */
  standbySeenAtMs: number;
  /** When the node last got an answer from whom it follows, by the monotonic clock. */
  upstreamHeardAtMs: number;
  follows: string | undefined;
  reason: string | undefined;
  lagMs: number | undefined;
}

/** Thrown into whatever is under way when the node stops. */
export class Stopped extends Error {}

const MEMORY = "replication";

export function createNode(options: EmbeddedOptions): EmbeddedNode {
  const { clock, durability } = options;
  const file = openChangeFile(options.databasePath, durability === undefined ? {} : { durability });
  const changed = createSignal(clock);
  const news = createSignal(clock);
  const ending = createSignal(clock);
  let isStopped = false;
  const known: Known = {
    heard: null,
    reports: new Map(),
    attempting: null,
    isTakingOver: false,
    isReconciled: false,
    standbySeenAtMs: clock.monotonicMs(),
    upstreamHeardAtMs: clock.monotonicMs(),
    follows: undefined,
    reason: undefined,
    lagMs: undefined,
  };
  const node: EmbeddedNode = {
    options,
    name: options.self.node,
    settings: { ...defaultSettings, ...options.settings },
    file,
    changed,
    news,
    known,
    isStopped: () => isStopped,
    regime() {
      const said = file.newestEpoch();
      return said === undefined ? null : { ...(said.statement as Omit<Regime, "epoch">), epoch: said.epoch };
    },
    memory: () => ({ ...EMPTY_MEMORY, ...(file.state(MEMORY) as Partial<Memory> | undefined) }),
    remember: (change) => file.setState(MEMORY, { ...node.memory(), ...change }),
    leading: () => laterOf(node.regime(), known.heard),
    isWriterByLog() {
      const regime = node.regime();
      return regime !== null && writerOf(regime) === node.name && !isLater(known.heard, regime);
    },
    report() {
      const { promised, isHeld, mayPromise } = node.memory();
      const isWriter = known.isReconciled && node.isWriterByLog();
      return {
        node: node.name,
        mark: file.log.newest() ?? null,
        regime: node.regime(),
        promised,
        isHeld,
        heard: known.heard,
        attempting: known.attempting,
        isWriter,
        mayPromise,
        staleMs: isWriter ? 0 : Math.round(node.nowMs() - known.upstreamHeardAtMs),
      };
    },
    hear(report) {
      known.reports.set(report.node, { report, atMs: node.nowMs() });
      const newest = laterOf(report.regime, report.heard);
      if (isLater(newest, node.leading())) {
        known.heard = newest;
        known.isReconciled = false;
        news.wake();
      }
    },
    async step(name) {
      if (node.isStopped()) throw new Stopped();
      await options.step?.(name);
      if (node.isStopped()) throw new Stopped();
    },
    nowMs: () => clock.monotonicMs(),
    pause: (ms) => ending.wait(ms),
    close() {
      isStopped = true;
      ending.wake();
      changed.wake();
      news.wake();
      file.close();
    },
  };
  return node;
}
