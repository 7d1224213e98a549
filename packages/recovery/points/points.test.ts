import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideRetention, nextBackup, type RecoveryPoint, type SeenBackup } from "./index.ts";

const backup = (id: string, change: Partial<SeenBackup> = {}): SeenBackup => ({
  id,
  volumeId: "v",
  parentId: undefined,
  status: "available",
  dataAtMs: Number(id.replace(/\D/g, "")),
  ...change,
});
/** `b1` is full, each other one is on the one before. */
const chain = (length: number): readonly SeenBackup[] =>
  Array.from({ length }, (_, index) => backup(`b${index + 1}`, index === 0 ? {} : { parentId: `b${index}` }));
const all = (backups: readonly SeenBackup[]) => new Set(backups.map(({ id }) => id));

describe("the next backup of a volume", () => {
  const next = (backups: readonly SeenBackup[], ours = all(backups)) => nextBackup(backups, ours, { fullEvery: 3 });

  test("is a full one at first, then incremental ones on the latest, and every n-th is full", () => {
    expect(next([])).toMatchObject({ act: "full" });
    expect(next(chain(1))).toEqual({ act: "incremental", parentId: "b1" });
    expect(next(chain(2))).toEqual({ act: "incremental", parentId: "b2" });
    expect(next(chain(3))).toMatchObject({ act: "full" });
  });

  test("waits for one that is being made, as Cinder takes the latest one for the parent and refuses it", () => {
    expect(next([...chain(1), backup("b2", { parentId: "b1", status: "creating" })])).toMatchObject({ act: "wait" });
  });

  test("is not made over one that failed: that goes first", () => {
    expect(next([...chain(2), backup("b3", { status: "error" })])).toMatchObject({ act: "delete-first", backupIds: ["b3"] });
    expect(next([...chain(1), backup("b2", { status: "error_deleting" })])).toMatchObject({ act: "delete-first" });
  });

  test("is full where the latest one is somebody else's: it would be the parent, and may go at any time", () => {
    const theirs = backup("b9");
    expect(next([...chain(1), theirs], all(chain(1)))).toMatchObject({ act: "full", why: expect.stringContaining("b9") });
    // An older one of theirs is in nobody's way, and neither is one of theirs that failed.
    expect(next([...chain(2), backup("b0")], all(chain(2)))).toMatchObject({ act: "incremental" });
  });

  test("is full where something that the latest one needs is gone or broken: it could never be restored", () => {
    expect(next([backup("b2", { parentId: "b1" })])).toMatchObject({ act: "full", why: expect.stringContaining("b2") });
    const broken = [backup("b1", { status: "deleting" }), backup("b2", { parentId: "b1" })];
    expect(next(broken)).toMatchObject({ act: "full" });
  });
});

describe("retention", () => {
  const pointsOf = (backups: readonly SeenBackup[], change: Partial<RecoveryPoint> = {}): readonly RecoveryPoint[] =>
    backups.map(({ id, dataAtMs }) => ({ id: `p-${id}`, takenAtMs: dataAtMs, backupIds: [id], isComplete: true, ...change }));
  /** Backups called `b` are the plan's. */
  const OURS = new Set(Array.from({ length: 20 }, (_, index) => `b${index + 1}`));
  const keep = (keepPoints: number, heldElsewhere: readonly string[] = [], ours: ReadonlySet<string> = OURS) => ({
    keepPoints,
    ours,
    heldElsewhere: new Set(heldElsewhere),
  });

  test("drops the oldest points, and deletes no backup that a kept one needs", () => {
    const backups = [...chain(2), backup("b3"), backup("b4", { parentId: "b3" })];
    const { drop, remove, needed } = decideRetention(pointsOf(backups), backups, keep(1));
    expect(drop.map(({ id }) => id)).toEqual(["p-b1", "p-b2", "p-b3"]);
    expect(remove).toEqual(["b2", "b1"]);
    expect([...needed]).toEqual([["b3", "point p-b4"]]);
  });

  test("counts no point that could not be restored: with the newest one broken the one before it is kept", () => {
    const backups = [backup("b1"), backup("b2", { parentId: "gone" })];
    const { drop, remove } = decideRetention(pointsOf(backups), backups, keep(1));
    expect([drop, remove]).toEqual([[], []]);
  });

  test("leaves what is being made, and takes what never became a point once there is a newer one", () => {
    const making = [backup("b1"), backup("b2", { parentId: "b1", status: "creating" })];
    const points = [...pointsOf(making.slice(0, 1)), ...pointsOf(making.slice(1), { isComplete: false })];
    expect(decideRetention(points, making, keep(1)).remove).toEqual([]);
    const later = [...making.slice(0, 1), backup("b2", { parentId: "b1", status: "error" }), backup("b3", { parentId: "b1" })];
    const now = [...points, ...pointsOf(later.slice(2))];
    expect(decideRetention(now, later, keep(2))).toMatchObject({ drop: [{ id: "p-b2" }], remove: ["b2"] });
  });

  test("deletes nothing that another site restores from or that somebody else's increment is on", () => {
    const backups = [...chain(2), backup("b3")];
    expect(decideRetention(pointsOf(backups), backups, keep(1, ["b2"])).remove).toEqual([]);
    const theirs = backup("x4", { parentId: "b1" });
    const found = decideRetention(pointsOf(backups), [...backups, theirs], keep(1));
    expect(found.remove).toEqual(["b2"]);
    expect(found.needed.get("b1")).toBe("backup x4");
  });

  test("deletes what was kept for a point that has gone since, and not what is made for one to come", () => {
    const backups = [...chain(2), backup("b3"), backup("b4", { status: "creating" })];
    const points = pointsOf(backups.slice(2, 3));
    const { drop, remove, needed } = decideRetention(points, backups, keep(1));
    expect(drop).toEqual([]);
    expect(remove).toEqual(["b2", "b1"]);
    expect([...needed]).toEqual([["b4", "a point to come"]]);
  });

  const world = fc
    .record({
      /** Of each backup: on which of those before it, or none. */
      parents: fc.array(fc.option(fc.nat(11), { nil: undefined }), { minLength: 1, maxLength: 12 }),
      states: fc.array(fc.constantFrom("available", "available", "available", "error", "creating", "deleting"), {
        minLength: 12,
        maxLength: 12,
      }),
      ours: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      complete: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      held: fc.subarray(["b1", "b2", "b3", "b4", "b5"]),
      keepPoints: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ parents, states, ours, complete, held, keepPoints }) => {
      const seen = parents.map((parent, index) =>
        backup(`b${index + 1}`, {
          status: states[index] ?? "available",
          parentId: parent === undefined || index === 0 ? undefined : `b${(parent % index) + 1}`,
        }),
      );
      const points = seen.flatMap((one, index) => (ours[index] ? pointsOf([one], { isComplete: complete[index] ?? true }) : []));
      const mine = new Set(seen.flatMap(({ id }, index) => (ours[index] ? id : [])));
      const inPoints = points.filter((_, index) => index % 4 !== 3);
      return { seen, points: inPoints, limits: keep(keepPoints, held, mine) };
    });
  const restorable = (id: string, seen: readonly SeenBackup[]): boolean => {
    const one = seen.find((each) => each.id === id);
    return one?.status === "available" && (one.parentId === undefined || restorable(one.parentId, seen));
  };

  test("whatever there is: every point that could be restored and is kept still can be, and Cinder takes each deletion in its turn", () => {
    fc.assert(
      fc.property(world, ({ seen, points, limits }) => {
        const { drop, remove } = decideRetention(points, seen, limits);
        const gone = new Set<string>();
        for (const id of remove) {
          // Cinder: "Incremental backups exist for this backup".
          expect(seen.filter((one) => one.parentId === id && !gone.has(one.id)).map((one) => one.id)).toEqual([]);
          gone.add(id);
        }
        const left = seen.filter(({ id }) => !gone.has(id));
        const before = points.filter((point) => point.isComplete && point.backupIds.every((id) => restorable(id, seen)));
        const newest = before.toSorted((one, other) => other.takenAtMs - one.takenAtMs).slice(0, limits.keepPoints);
        for (const point of newest) {
          expect(drop).not.toContain(point);
          for (const id of point.backupIds) expect(restorable(id, left)).toBe(true);
        }
        for (const id of limits.heldElsewhere) expect(gone.has(id)).toBe(false);
        // Nothing of somebody else's goes, and a second look finds nothing more.
        expect(remove.every((id) => limits.ours.has(id))).toBe(true);
        const again = decideRetention(
          points.filter((point) => !drop.includes(point)),
          left,
          limits,
        );
        expect([again.drop, again.remove]).toEqual([[], []]);
      }),
      { numRuns: 3000 },
    );
  });
});
