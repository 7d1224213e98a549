import type { FactBody } from "@multisite/kernel/facts";
import type { PlannedStep, RunRecord } from "@multisite/kernel/journal";

/** What an operator may start over the star's nodes, by the name that it has in commands and in the admin API. */
const STAR_RUN_NAMES = [
  "move-replica",
  "add-replica",
  "remove-replica",
  "promote-replica",
  "declare-primary",
  "rebuild",
  "release",
  "replay",
  "add-site",
  "remove-site",
] as const;

export const NETWORK_RUN_NAMES = ["network-apply", "network-delete", "network-move-floating-ip", "network-undo"] as const;

export const RUN_NAMES = [...STAR_RUN_NAMES, ...NETWORK_RUN_NAMES] as const;

export type StarRunName = (typeof STAR_RUN_NAMES)[number];
export type NetworkRunName = (typeof NETWORK_RUN_NAMES)[number];
export type RunName = StarRunName | NetworkRunName;

/** A journaled run, and whether this agent is at it: one that is `running` and not live was interrupted, and can be resumed. */
export interface ShownRun extends RunRecord {
  readonly isLive: boolean;
}

/** What a dry run says. */
export interface PlannedRun {
  readonly kind: string;
  readonly input: FactBody;
  readonly steps: readonly PlannedStep[];
  /** What it costs and what comes after it, a sentence each. */
  readonly consequences: readonly string[];
}
