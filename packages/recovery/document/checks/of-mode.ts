import type { ProtectionMode, ProtectionPlan } from "../types.ts";
import type { Check } from "./check.ts";

const NEEDED: Readonly<Record<ProtectionMode, readonly (keyof ProtectionPlan)[]>> = {
  group: ["schedule", "store"],
  image: ["schedule", "store"],
  replication: ["datastores"],
};
const OF_MODES = ["schedule", "store", "datastores"] as const;

export const missingOfMode: Check = {
  code: "recovery.mode.missing",
  severity: "error",
  rule: "Backups need a schedule and a store outside of the primary site; replication needs its datastores.",
  find: (plan) =>
    NEEDED[plan.mode]
      .filter((field) => plan[field] === undefined)
      .map((field) => ({ path: ["spec"], message: `Mode ${plan.mode} needs spec.${field}.` })),
};

export const foreignToMode: Check = {
  code: "recovery.mode.foreign",
  severity: "error",
  rule: "A field that means nothing for the plan's mode is not written: who wrote it expects something that would not happen.",
  find: (plan) =>
    OF_MODES.filter((field) => plan[field] !== undefined && !NEEDED[plan.mode].includes(field)).map((field) => ({
      path: ["spec", field],
      message: `${field} is not for mode ${plan.mode}: take it out, or choose another mode.`,
    })),
};

export const fullOfCeph: Check = {
  code: "recovery.store.no_increments",
  severity: "error",
  rule: "Cinder's Ceph driver makes no incremental backup of a snapshot (errno 17, measured), and backups are made through snapshots.",
  find: ({ store, schedule }) =>
    store?.driver === "ceph" && (schedule?.fullEvery ?? 1) > 1
      ? [
          {
            path: ["spec", "schedule", "fullEvery"],
            message: "cinder-backup's driver ceph makes no incremental backup of a snapshot: write 1, or use another driver.",
          },
        ]
      : [],
};

export const keepsAChain: Check = {
  code: "recovery.schedule.chain",
  severity: "warning",
  rule: "A full backup stays as long as an incremental one needs it, so that more points are kept than are asked for.",
  find: ({ schedule }) =>
    schedule !== undefined && schedule.keepPoints < schedule.fullEvery
      ? [
          {
            path: ["spec", "schedule", "keepPoints"],
            message: `Up to ${schedule.keepPoints + schedule.fullEvery - 1} points will be kept, as each needs those back to its full backup.`,
          },
        ]
      : [],
};
