import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createSeededRandom } from "../random/index.ts";
import { type Fact, type FactStore, openFactStore, type StoredFact } from "./index.ts";

const KINDS = ["wrong", "used"];
const SUBJECTS = ["a", "b"];

const open: FactStore[] = [];
const inMemory = (seed = 1): FactStore => {
  const store = openFactStore({ path: undefined, random: createSeededRandom(seed) });
  open.push(store);
  return store;
};
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

function asSaid({ arrivedAtMs: _, ...fact }: StoredFact): Fact {
  return fact;
}

/** Everything that can be asked of a store, apart from the order of arrival. */
function stateOf(store: FactStore): unknown {
  return KINDS.flatMap((kind) => SUBJECTS.map((subject) => store.list(kind, subject).map(asSaid)));
}

const anyFact: fc.Arbitrary<Fact> = fc.record({
  kind: fc.constantFrom(...KINDS),
  subject: fc.constantFrom(...SUBJECTS),
  atMs: fc.integer({ min: 0, max: 3 }),
  epoch: fc.constantFrom("east", "west"),
  sequence: fc.integer({ min: 1, max: 4 }),
  body: fc.constantFrom<Fact["body"][]>(null, { x: 1, y: [2] }, { y: [2], x: 1 }, "text"),
});

describe("facts", () => {
  test("merging in any order, in any pieces and any number of times gives the same state", () => {
    const scenario = fc.array(anyFact, { maxLength: 12 }).chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        shuffled: fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 }),
        cut: fc.nat(facts.length * 2),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ facts, shuffled, cut }) => {
        const straight = inMemory();
        straight.merge(facts, 0);
        const pieces = inMemory();
        pieces.merge(shuffled.slice(0, cut), 0);
        pieces.merge(shuffled.slice(cut), 0);
        expect(stateOf(pieces)).toEqual(stateOf(straight));
        expect(pieces.merge(facts, 0)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test("stores that exchange what is new since the last time become equal, whoever hears it from whom", () => {
    const stores = [inMemory(1), inMemory(2), inMemory(3)] as const;
    const positions = new Map<string, string>();
    const exchange = (from: number, to: number): void => {
      const key = `${from}>${to}`;
      for (let more = true; more; ) {
        const page = (stores[from] as FactStore).since(positions.get(key), 2);
        (stores[to] as FactStore).merge(page.facts, 0);
        positions.set(key, page.position);
        more = page.more;
      }
    };
    for (let round = 0; round < 5; round++) {
      for (const [index, store] of stores.entries()) {
        store.append({ kind: "wrong", subject: "a", atMs: round, body: { from: index } });
      }
      exchange(0, 1);
      exchange(1, 2);
    }
    // Store 0 hears of store 1 only through store 2.
    exchange(2, 0);
    exchange(0, 1);
    expect(stores[0].list("wrong", "a")).toHaveLength(15);
    expect(stateOf(stores[1])).toEqual(stateOf(stores[0]));
    expect(stateOf(stores[2])).toEqual(stateOf(stores[0]));
    expect(stores[0].since(positions.get("0>1"), 10).facts).toEqual([]);
  });

  test("a position of a store that was lost is no position of its successor: everything is told again", () => {
    const lost = inMemory(1);
    lost.append({ kind: "wrong", subject: "a", atMs: 1, body: null });
    const { position } = lost.since(undefined, 10);
    const successor = inMemory(2);
    const fact = successor.append({ kind: "wrong", subject: "a", atMs: 2, body: null });
    expect(successor.since(position, 10).facts).toEqual([fact]);
    expect(fact.epoch).not.toBe(lost.epoch);
  });

  test("what may happen once happens once, also when the first time was at another site", () => {
    const store = inMemory();
    expect(store.appendOnce({ kind: "used", subject: "a", atMs: 1, body: null })).toBeDefined();
    expect(store.appendOnce({ kind: "used", subject: "a", atMs: 2, body: null })).toBeUndefined();
    store.merge([{ kind: "used", subject: "b", atMs: 1, body: null, epoch: "west", sequence: 1 }], 0);
    expect(store.appendOnce({ kind: "used", subject: "b", atMs: 2, body: null })).toBeUndefined();
  });

  test("a forgotten fact does not give its sequence number or position to another", () => {
    const store = inMemory();
    const first = store.append({ kind: "wrong", subject: "a", atMs: 1, body: null });
    const { position } = store.since(undefined, 10);
    expect(store.forget({ kind: "wrong", olderThanMs: 2 })).toBe(1);
    const second = store.append({ kind: "wrong", subject: "a", atMs: 3, body: null });
    expect(second.sequence).toBe(first.sequence + 1);
    expect(store.since(position, 10).facts).toEqual([second]);
  });

  test("forgetting can leave the newest fact of each subject", () => {
    const store = inMemory();
    for (const atMs of [1, 2, 3]) store.append({ kind: "used", subject: "a", atMs, body: null });
    store.append({ kind: "used", subject: "b", atMs: 1, body: null });
    expect(store.forget({ kind: "used", olderThanMs: 10, keepNewest: true })).toBe(2);
    expect(store.list("used", "a").map((fact) => fact.atMs)).toEqual([3]);
    expect(store.list("used", "b")).toHaveLength(1);
  });

  test("facts in a file outlive the process, and the processes of a host share epoch and sequence", () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-facts-"));
    try {
      const options = { path: join(directory, "facts.db"), random: createSeededRandom(1) };
      const one = openFactStore(options);
      const other = openFactStore(options);
      const facts = [one, other, one].map((store) => store.append({ kind: "wrong", subject: "a", atMs: 1, body: null }));
      expect(facts.map((fact) => fact.sequence)).toEqual([1, 2, 3]);
      one.close();
      other.close();
      const again = openFactStore(options);
      expect(again.list("wrong", "a").map(asSaid)).toEqual(facts);
      again.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("a file of the version before is taken over, and that version still writes into it", () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-facts-"));
    try {
      const path = join(directory, "facts.db");
      const before = new DatabaseSync(path);
      before.exec(
        "CREATE TABLE origin (epoch TEXT NOT NULL, sequence INTEGER NOT NULL); INSERT INTO origin VALUES ('old', 1);" +
          "CREATE TABLE fact (position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL," +
          "at_ms INTEGER NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL," +
          "UNIQUE (kind, subject, at_ms, epoch, sequence, body))",
      );
      const insert =
        "INSERT OR IGNORE INTO fact (kind, subject, at_ms, epoch, sequence, body) VALUES ('wrong', 'a', ?, 'old', ?, 'null')";
      before.prepare(insert).run(5, 1);
      const store = openFactStore({ path, random: createSeededRandom(1) });
      expect(store.list("wrong", "a")).toMatchObject([{ atMs: 5, arrivedAtMs: 5, sequence: 1 }]);
      expect(before.prepare(insert).run(6, 2).changes).toBe(1);
      expect(store.list("wrong", "a")).toHaveLength(2);
      store.close();
      before.close();
      const fresh = openFactStore({ path: join(directory, "fresh.db"), random: createSeededRandom(1) });
      const older = new DatabaseSync(join(directory, "fresh.db"));
      expect(older.prepare(insert).run(6, 2).changes).toBe(1);
      older.close();
      fresh.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("a file that cannot be opened is named in the error", () => {
    expect(() => openFactStore({ path: "/nowhere/facts.db", random: createSeededRandom(1) })).toThrow("/nowhere/facts.db");
  });
});

test("facts of a kind are followed as they come, own and merged ones, each once, with the time of their arrival", () => {
  const store = inMemory();
  const said = (subject: string, kind = "wrong") => store.append({ kind, subject, atMs: 1, body: null });
  const first = store.ofKindSince("wrong", undefined);
  expect(first.facts).toEqual([]);
  said("a");
  said("b", "used");
  store.merge([{ kind: "wrong", subject: "c", atMs: 0, epoch: "west", sequence: 1, body: null }], 70);
  const second = store.ofKindSince("wrong", first.position);
  expect(second.facts.map(({ subject, arrivedAtMs }) => [subject, arrivedAtMs])).toEqual([
    ["a", 1],
    ["c", 70],
  ]);
  expect(store.ofKindSince("wrong", second.position)).toEqual({ facts: [], position: second.position });
  expect(store.ofKindSince("used", undefined).facts.map(({ subject }) => subject)).toEqual(["b"]);
});
