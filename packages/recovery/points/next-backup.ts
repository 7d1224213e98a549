import type { ChainRules, SeenBackup } from "./types.ts";

/** How a volume is backed up next. */
export type NextBackup =
  | { readonly act: "full"; readonly why: string }
  | { readonly act: "incremental"; readonly parentId: string }
  /** Cinder takes no incremental backup over one that has failed. */
  | { readonly act: "delete-first"; readonly backupIds: readonly string[]; readonly why: string }
  | { readonly act: "wait"; readonly why: string };

/**
 * Decides by Cinder's rule (cinder/backup/api.py, `create`): the parent of an incremental backup is the latest one of the volume by the time of
 * its data, whoever has made it, and must be available. So one on somebody else's would go with that, and is not made.
 *
 * @param all backups of this volume
 * @param ours those that the plan has made
 */
export function nextBackup(all: readonly SeenBackup[], ours: ReadonlySet<string>, { fullEvery }: ChainRules): NextBackup {
  const failed = all.filter(({ id, status }) => ours.has(id) && status.startsWith("error"));
  if (failed.length > 0) {
    const ids = failed.map(({ id }) => id);
    return { act: "delete-first", backupIds: ids, why: `${ids.join(", ")} failed, and Cinder makes none over it` };
  }
  const latest = all.toSorted((one, other) => other.dataAtMs - one.dataAtMs)[0];
  if (latest === undefined) return { act: "full", why: "it is the first one" };
  if (!ours.has(latest.id)) return { act: "full", why: `the latest one, ${latest.id}, is not of this plan` };
  if (latest.status !== "available") return { act: "wait", why: `${latest.id} is ${latest.status}` };
  const chain = chainOf(latest, all);
  if (chain === undefined) return { act: "full", why: `a backup that ${latest.id} needs is not there` };
  if (chain.length >= fullEvery) return { act: "full", why: `the ${fullEvery}. since the last full one` };
  return { act: "incremental", parentId: latest.id };
}

/** A backup with all that it needs, back to the full one; undefined when one of them is missing or not available. */
export function chainOf(backup: SeenBackup, all: readonly SeenBackup[]): readonly SeenBackup[] | undefined {
  const byId = new Map(all.map((one) => [one.id, one]));
  const chain: SeenBackup[] = [];
  for (let one: SeenBackup | undefined = backup; ; one = byId.get(one.parentId)) {
    if (one === undefined || !isUsable(one) || chain.includes(one)) return undefined;
    chain.push(one);
    if (one.parentId === undefined) return chain;
  }
}

/** One that is just being restored is there as well. */
function isUsable({ status }: SeenBackup): boolean {
  return status === "available" || status === "restoring";
}
