import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openAlarms } from "@multisite/kernel/alarms";
import { type RecordedChange, recordedHere, tableChecksums, withRecordedChanges } from "@multisite/kernel/changes";
import type { SimulatedClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import type { SimulatedPeers } from "@multisite/kernel/peers";
import { openDatabase, type SqlDatabase } from "@multisite/kernel/sql";
import { allNodes } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { createEmbeddedReplication, type EmbeddedReplication } from "../embedded.ts";
import { prepareStarDatabase } from "../node/prepare.ts";
import type { EmbeddedSettings, EmbeddedState } from "../types.ts";

interface Tables {
  item: { id: string; value: string };
}

export interface TestNode {
  readonly name: string;
  readonly home: string;
  readonly path: string;
  readonly replication: EmbeddedReplication;
  readonly states: readonly EmbeddedState[];
  readonly alarms: ReturnType<typeof openAlarms>;
  /** As an identity process does: writes, and answers when the write counts. */
  write(id: string, value?: string): Promise<RecordedChange | undefined>;
  /** Writes, and waits for nothing. */
  writeOnly(id: string, value?: string): Promise<RecordedChange | undefined>;
  ids(): string[];
  checksums(): unknown;
  /** As a process dies: nothing more happens, and what is on the disk stays. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export interface TestStarOptions {
  readonly star: IdentityStar;
  readonly directory: string;
  readonly clock: SimulatedClock;
  readonly network: SimulatedPeers;
  readonly settings?: Partial<EmbeddedSettings>;
  readonly step?: (node: string, name: string) => Promise<void>;
}

export interface TestStar {
  readonly nodes: Map<string, TestNode>;
  node(name: string): TestNode;
  /** From a backup, the node is told so; its database is as it was otherwise. */
  start(name: string, restoredFrom?: string): TestNode;
  /** The disk is gone: the node starts without data. */
  wipe(name: string): void;
  /** Makes the database of a star's first writer. */
  found(name: string): void;
  startAll(): void;
  stopAll(): Promise<void>;
  pathOf(name: string): string;
}

/** A star of real SQLite files over a simulated network; the first node of the document begins as its writer. */
export function createTestStar({ star, directory, clock, network, settings, step }: TestStarOptions): TestStar {
  const nodes = new Map<string, TestNode>();
  const homeOf = (name: string): string => join(directory, name);
  const pathOf = (name: string): string => join(homeOf(name), "identity.db");
  const all = allNodes(star);
  for (const { node } of all) mkdirSync(homeOf(node.name), { recursive: true });

  const testStar: TestStar = {
    nodes,
    pathOf,
    node(name) {
      const found = nodes.get(name);
      if (found === undefined) throw new Error(`no node ${name}`);
      return found;
    },
    wipe(name) {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${pathOf(name)}${end}`, { force: true });
    },
    found(name) {
      const database = new DatabaseSync(pathOf(name));
      database.exec("CREATE TABLE item (id TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)");
      database.close();
      const hasStandby = all.filter(({ node }) => node.role === "master").length > 1;
      prepareStarDatabase(pathOf(name), { node: name, nowMs: Math.trunc(clock.nowMs()), hasStandby });
    },
    start(name, restoredFrom) {
      const path = pathOf(name);
      const site = all.find(({ node }) => node.name === name)?.site.name ?? "";
      if (restoredFrom !== undefined) {
        testStar.wipe(name);
        copyFileSync(restoredFrom, path);
      }
      const alarms = openAlarms({ path: undefined, clock });
      const states: EmbeddedState[] = [];
      const links = network.join({ site, node: name });
      const replication = createEmbeddedReplication({
        self: { site, node: name },
        star: () => star,
        links,
        databasePath: path,
        home: homeOf(name),
        clock,
        log: silentLog,
        alarms,
        durability: "process",
        onState: (state) => states.push(state),
        ...(settings === undefined ? {} : { settings }),
        ...(step === undefined ? {} : { step: (what) => step(name, what) }),
      });
      if (restoredFrom !== undefined) replication.markRestored();
      const open = openStore(path, clock);
      const write: TestNode["write"] = async (id, value = id) => {
        const recorded = await node.writeOnly(id, value);
        if (recorded?.needsConfirmation === true) await replication.confirm(recorded);
        return recorded;
      };
      const end = async (how: () => void | Promise<void>): Promise<void> => {
        nodes.delete(name);
        await how();
        await open.close();
        alarms.close();
      };
      const node: TestNode = {
        name,
        home: homeOf(name),
        path,
        replication,
        states,
        alarms,
        write,
        writeOnly: (id, value = id) =>
          withRecordedChanges(async () => {
            await open.get().query.insertInto("item").values({ id, value }).execute();
            return recordedHere();
          }),
        ids: () => readIds(path),
        checksums: () => checksumsOf(path),
        crash: () =>
          end(() => {
            network.crash(name);
            replication.abandon();
          }),
        stop: () =>
          end(async () => {
            await replication.stop();
            await links.close();
          }),
      };
      nodes.set(name, node);
      replication.start();
      return node;
    },
    startAll() {
      for (const { node } of all) testStar.start(node.name);
    },
    async stopAll() {
      for (const node of [...nodes.values()]) await node.crash();
    },
  };
  testStar.found(all[0]?.node.name ?? "");
  return testStar;
}

/** An identity process's connection; it opens the file when it is first used. */
function openStore(path: string, clock: SimulatedClock) {
  let database: SqlDatabase<Tables> | undefined;
  return {
    get() {
      database ??= openDatabase<Tables>({ kind: "sqlite", path }, { clock, watchIntervalMs: 0 });
      return database;
    },
    close: async () => database?.close(),
  };
}

function read<Result>(path: string, use: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

function readIds(path: string): string[] {
  if (!existsSync(path)) return [];
  return read(path, (database) => {
    const hasTable = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'item'").get() !== undefined;
    if (!hasTable) return [];
    return (database.prepare("SELECT id FROM item ORDER BY id").all() as { id: string }[]).map(({ id }) => id);
  });
}

function checksumsOf(path: string): unknown {
  return read(path, (database) => [
    tableChecksums(database),
    database.prepare("SELECT sequence, chain_hash FROM multisite_change ORDER BY sequence DESC LIMIT 1").get(),
  ]);
}
