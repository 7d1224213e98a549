import { chainOf } from "./next-backup.ts";
import type { RecoveryPoint, SeenBackup } from "./types.ts";

/** What goes, and why the rest stays. */
export interface Retention {
  /** Points that are no points any more: they go before any of their backups does. */
  readonly drop: readonly RecoveryPoint[];
  /** Backups to be deleted, each after those that need it: Cinder refuses one with increments (400). */
  readonly remove: readonly string[];
  /** Backups of the plan that are of no kept point and stay, as something else needs them; by that. */
  readonly needed: ReadonlyMap<string, string>;
}

export interface RetentionRules {
  readonly keepPoints: number;
  /** IDs of all backups that the plan has made, also of points that were dropped long ago. */
  readonly ours: ReadonlySet<string>;
  /** IDs that another site restores from, or keeps. */
  readonly heldElsewhere: ReadonlySet<string>;
}

/**
 * Decides what is kept. The newest points that can be restored are, `keepPoints` of them, with all that they need; and whatever somebody else needs:
 * a backup that another site has imported is the same object in the store, and would be gone there too.
 *
 * @param points of the plan, in any order
 * @param seen all backups of the plan's volumes, others' too
 */
export function decideRetention(
  points: readonly RecoveryPoint[],
  seen: readonly SeenBackup[],
  { keepPoints, ours, heldElsewhere }: RetentionRules,
): Retention {
  const byId = new Map(seen.map((one) => [one.id, one]));
  const isWhole = ({ isComplete, backupIds }: RecoveryPoint): boolean =>
    isComplete && backupIds.every((id) => chainThrough(id, byId, seen) !== undefined);
  const newestFirst = points.toSorted((one, other) => other.takenAtMs - one.takenAtMs);
  const kept = newestFirst.filter(isWhole).slice(0, keepPoints);
  // What is under way may become the newest point; what is older than that and not whole never will.
  const newestMs = kept[0]?.takenAtMs ?? Number.NEGATIVE_INFINITY;
  const open = newestFirst.filter((point) => !isWhole(point) && point.takenAtMs > newestMs);
  const stay = new Set([...kept, ...open]);
  const drop = points.filter((point) => !stay.has(point));

  const neededBy = new Map<string, string>();
  const need = (id: string, by: string): void => {
    for (let one = byId.get(id); one !== undefined && !neededBy.has(one.id); one = byId.get(one.parentId ?? ""))
      neededBy.set(one.id, by);
  };
  for (const { id, backupIds } of stay) for (const backupId of backupIds) need(backupId, `point ${id}`);
  for (const id of heldElsewhere) need(id, "another site");
  for (const { id, parentId } of seen) if (!ours.has(id) && parentId !== undefined) need(parentId, `backup ${id}`);

  // Of no point yet: one is made for a point that is under way.
  const ofPoints = new Set(points.flatMap(({ backupIds }) => backupIds));
  for (const { id, dataAtMs } of seen) if (ours.has(id) && !ofPoints.has(id) && dataAtMs > newestMs) need(id, "a point to come");

  const going = seen.filter(({ id }) => ours.has(id) && !neededBy.has(id));
  const ofKept = new Set([...stay].flatMap(({ backupIds }) => backupIds));
  return {
    drop,
    remove: childrenFirst(going).map(({ id }) => id),
    needed: new Map([...neededBy].filter(([id]) => ours.has(id) && !ofKept.has(id))),
  };
}

function chainThrough(id: string, byId: ReadonlyMap<string, SeenBackup>, seen: readonly SeenBackup[]) {
  const backup = byId.get(id);
  return backup && chainOf(backup, seen);
}

function childrenFirst(backups: readonly SeenBackup[]): readonly SeenBackup[] {
  const byId = new Map(backups.map((one) => [one.id, one]));
  const depthOf = (backup: SeenBackup): number => {
    let depth = 0;
    for (
      let one = byId.get(backup.parentId ?? "");
      one !== undefined && depth <= backups.length;
      one = byId.get(one.parentId ?? "")
    )
      depth++;
    return depth;
  };
  return backups.toSorted((one, other) => depthOf(other) - depthOf(one));
}
