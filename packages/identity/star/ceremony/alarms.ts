import type { NewAlarm } from "@multisite/kernel/alarms";
import type { HomeKeyDisk } from "./disk/index.ts";
import type { Ceremony } from "./loop/index.ts";
import type { RejectedStatement } from "./statements/index.ts";

/** Where the alarms of {@link ceremonyAlarms} begin: `alarms.settle` clears those that are over. */
export const CEREMONY_ALARMS = "identity.keys/";

export interface AlarmSources {
  readonly node: string;
  readonly site: string;
  readonly disk: Pick<HomeKeyDisk, "damaged" | "repairs">;
  readonly ceremony: Pick<Ceremony, "troubles" | "rejected">;
}

/** What is wrong with the keys of this host, or was in the last 24 hours. Give it to `alarms.settle` after each turn. */
export function ceremonyAlarms({ node, site, disk, ceremony }: AlarmSources): readonly NewAlarm[] {
  const id = (what: string): string => `${CEREMONY_ALARMS}${node}/${what}`;
  const repairs = Map.groupBy(disk.repairs(), ({ path }) => path);
  const rejected = Map.groupBy(ceremony.rejected(), ({ by, reason }) => `${by}/${reason}`);
  return [
    ...disk.damaged().map(({ path, why }) => ({
      id: id(`damaged/${path}`),
      severity: "major" as const,
      site,
      cause: `The key file ${path} does not count: ${why}.`,
      next: `multisite keys verify, on ${node}`,
    })),
    ...[...repairs].map(([path, found]) => ({
      id: id(`repaired/${path}`),
      severity: "minor" as const,
      site,
      cause: `Somebody, or the disk, changed ${path}: ${[...new Set(found.map((one) => one.found))].join("; ")}. It was put right.`,
      next: `Find out who writes there: only the agent may. What was not ours is kept; multisite keys verify, on ${node}, says where.`,
    })),
    ...ceremony.troubles().map(({ step, about, cause }) => ({
      id: id(`trouble/${step}/${about}`),
      severity: "major" as const,
      site,
      cause: `${node} cannot ${step} (${about}): ${cause} It is tried again.`,
      next: `multisite keys verify, on ${node}`,
    })),
    ...[...rejected.values()].map(([first, ...more]) => ({
      id: id(`rejected/${first?.by}/${first?.reason}`),
      site,
      ...rejectedText(first, more.length + 1),
    })),
  ];
}

function rejectedText(first: RejectedStatement | undefined, count: number): Pick<NewAlarm, "severity" | "cause" | "next"> {
  const host = `the host whose facts have the epoch ${first?.originEpoch}`;
  if (first?.reason === "not understood") {
    const cause = `${count} statements of ${host} are not understood here: it may be of a newer version.`;
    return { severity: "warning", cause, next: "multisite star status, for the versions of all nodes" };
  }
  const cause = `${count} statements in the name of ${first?.by} are not believed (${first?.reason}): somebody forges, or a host has other keys than it joined with.`;
  return { severity: "major", cause, next: `Look at ${host}; multisite site evict, if it was captured.` };
}
