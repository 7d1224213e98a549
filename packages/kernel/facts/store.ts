import { type HostFile, oncePerTurn, openHostFile } from "../host-file/index.ts";
import { type Random, uuidHex } from "../random/index.ts";
import {
  type ArrivedFact,
  compareFacts,
  type Fact,
  type FactBody,
  type FactStore,
  type NewFact,
  type StoredFact,
} from "./types.ts";

export interface FactStoreOptions {
  /** SQLite file, which the processes of one host share; in memory when unset, and then lost at the end of the process. */
  readonly path: string | undefined;
  readonly random: Random;
}

// The unique index covers what a fact says: it is its content. Positions come from AUTOINCREMENT, which never reuses a number.
// The default is for processes of the version before this one, whose inserts do not name the column.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS origin (epoch TEXT NOT NULL, sequence INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS fact (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, subject TEXT NOT NULL, at_ms INTEGER NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL,
    arrived_at_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, subject, at_ms, epoch, sequence, body)
  );
  CREATE INDEX IF NOT EXISTS fact_age ON fact (kind, at_ms);
  CREATE INDEX IF NOT EXISTS fact_arrival ON fact (kind);
  CREATE INDEX IF NOT EXISTS fact_origin ON fact (epoch, sequence);
  CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

const COLUMNS = "kind, subject, at_ms, epoch, sequence, body";

/** Opens the facts of this host, and makes the file when there is none. */
export function openFactStore({ path, random }: FactStoreOptions): FactStore {
  const file = openHostFile({ path, schema: SCHEMA, called: "facts file", errorCode: "kernel.facts.open" });
  const { database, atomically } = file;
  addArrival(file);
  let epoch = ensureEpoch(file, random);
  const insert = database.prepare(`INSERT OR IGNORE INTO fact (${COLUMNS}, arrived_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const nextSequence = database.prepare("UPDATE origin SET sequence = sequence + 1 RETURNING sequence");
  const exists = database.prepare("SELECT 1 FROM fact WHERE kind = ? AND subject = ? LIMIT 1");
  const bySubject = database.prepare(`SELECT ${COLUMNS}, arrived_at_ms FROM fact WHERE kind = ? AND subject = ?`);
  const byKind = database.prepare(`SELECT ${COLUMNS}, arrived_at_ms FROM fact WHERE kind = ?`);
  // By position, whatever other index there is: what is new is little, and what there is of a kind may be much.
  const byKindSince = database.prepare(
    `SELECT position, ${COLUMNS}, arrived_at_ms FROM fact NOT INDEXED WHERE position > ? AND kind = ? ORDER BY position`,
  );
  const highest = database.prepare("SELECT MAX(sequence) AS sequence FROM fact WHERE epoch = ?");
  const readMark = database.prepare("SELECT value FROM mark WHERE name = ?");
  const writeMark = database.prepare("INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  const readOrigin = database.prepare("SELECT epoch, sequence FROM origin");
  const dataVersion = database.prepare("PRAGMA data_version");
  let ownChanges = 0;
  const versionNow = (): number => (dataVersion.get() as { data_version: number }).data_version;
  const versionThisTurn = oncePerTurn(versionNow);
  const byPosition = database.prepare(`SELECT position, ${COLUMNS} FROM fact WHERE position > ? ORDER BY position LIMIT ?`);
  const byArrival = database.prepare(
    `SELECT position, ${COLUMNS}, arrived_at_ms FROM fact INDEXED BY fact_arrival WHERE kind = ? AND position > ? ORDER BY position`,
  );
  const deleteOld = database.prepare("DELETE FROM fact WHERE kind = ? AND at_ms < ?");
  const deleteSuperseded = database.prepare(
    "DELETE FROM fact WHERE kind = ? AND at_ms < ? AND EXISTS " +
      "(SELECT 1 FROM fact newer WHERE newer.kind = fact.kind AND newer.subject = fact.subject AND newer.at_ms > fact.at_ms)",
  );

  const store = (fact: Fact, arrivedAtMs: number): boolean => {
    const { kind, subject, atMs, sequence, body } = fact;
    const { changes } = insert.run(kind, subject, atMs, fact.epoch, sequence, canonicalJson(body), Math.trunc(arrivedAtMs));
    if (changes === 1) ownChanges++;
    return changes === 1;
  };
  const appendNow = (fact: NewFact): Fact => {
    const sequence = Number((nextSequence.get() as { sequence: number }).sequence);
    // A sibling process may have begun a new one.
    ({ epoch } = readOrigin.get() as unknown as OriginRow);
    const said: Fact = { kind: fact.kind, subject: fact.subject, atMs: Math.trunc(fact.atMs), body: fact.body, epoch, sequence };
    store(said, said.atMs);
    return said;
  };

  return {
    get epoch() {
      return epoch;
    },
    highestSequence(ofEpoch) {
      const origin = readOrigin.get() as unknown as OriginRow;
      // Of the own epoch the counter knows, also when the newest facts are forgotten.
      if (ofEpoch === origin.epoch) return origin.sequence;
      return (highest.get(ofEpoch) as { sequence: number | null }).sequence ?? 0;
    },
    renewEpoch() {
      epoch = uuidHex(random);
      database.prepare("UPDATE origin SET epoch = ?, sequence = 0").run(epoch);
    },
    mark: (name) => (readMark.get(name) as { value: string } | undefined)?.value,
    setMark: (name, value) => void writeMark.run(name, value),
    append: (fact) => atomically(() => appendNow(fact)),
    appendOnce: (fact) => atomically(() => (exists.get(fact.kind, fact.subject) === undefined ? appendNow(fact) : undefined)),
    merge: (facts, arrivedAtMs) => atomically(() => facts.filter((fact) => store(fact, arrivedAtMs)).length),
    list: (kind, subject) => (bySubject.all(kind, subject) as unknown as StoredRow[]).map(toStoredFact).sort(compareFacts),
    ofKind: (kind) => (byKind.all(kind) as unknown as StoredRow[]).map(toStoredFact).sort(compareFacts),
    ofKindSince(kind, position = 0) {
      const rows = byKindSince.all(position, kind) as unknown as (StoredRow & { position: number })[];
      return { facts: rows.map(toStoredFact), position: rows.at(-1)?.position ?? position };
    },
    // data_version tells of other connections' commits only.
    revision: () => ownChanges + versionNow(),
    revisionThisTurn: () => ownChanges + versionThisTurn(),
    arrived: (kind, after) => (byArrival.all(kind, after) as unknown as ArrivedRow[]).map(toArrivedFact),
    since(position, limit) {
      const from = readPosition(position, epoch);
      const rows = byPosition.all(from, limit + 1) as unknown as (FactRow & { position: number })[];
      const page = rows.slice(0, limit);
      return { facts: page.map(toFact), position: `${epoch}:${page.at(-1)?.position ?? from}`, more: rows.length > limit };
    },
    forget({ kind, olderThanMs, keepNewest = false }) {
      const dropped = Number((keepNewest ? deleteSuperseded : deleteOld).run(kind, Math.trunc(olderThanMs)).changes);
      ownChanges += dropped;
      return dropped;
    },
    close: () => database.close(),
  };
}

interface OriginRow {
  readonly epoch: string;
  readonly sequence: number;
}

interface FactRow {
  readonly kind: string;
  readonly subject: string;
  readonly at_ms: number;
  readonly epoch: string;
  readonly sequence: number;
  readonly body: string;
}

function toFact({ kind, subject, at_ms: atMs, epoch, sequence, body }: FactRow): Fact {
  return { kind, subject, atMs, epoch, sequence, body: JSON.parse(body) as FactBody };
}

interface StoredRow extends FactRow {
  readonly arrived_at_ms: number;
}

function toStoredFact(row: StoredRow): StoredFact {
  return { ...toFact(row), arrivedAtMs: row.arrived_at_ms };
}

interface ArrivedRow extends StoredRow {
  readonly position: number;
}

function toArrivedFact(row: ArrivedRow): ArrivedFact {
  return { ...toStoredFact(row), place: row.position };
}

/** A file of the version before this one lacks the column; its facts count as having arrived when they happened. */
function addArrival({ database, atomically }: HostFile): void {
  const columns = database.prepare("PRAGMA table_info(fact)");
  // Looked at under the lock: sibling processes open the file at the same moment.
  atomically(() => {
    if ((columns.all() as { name: string }[]).some(({ name }) => name === "arrived_at_ms")) return;
    database.exec("ALTER TABLE fact ADD COLUMN arrived_at_ms INTEGER NOT NULL DEFAULT 0; UPDATE fact SET arrived_at_ms = at_ms");
  });
}

function ensureEpoch({ database, atomically }: HostFile, random: Random): string {
  return atomically(() => {
    const known = database.prepare("SELECT epoch FROM origin").get() as { epoch: string } | undefined;
    if (known) return known.epoch;
    const epoch = uuidHex(random);
    database.prepare("INSERT INTO origin (epoch, sequence) VALUES (?, 0)").run(epoch);
    return epoch;
  });
}

function readPosition(position: string | undefined, epoch: string): number {
  const [ofEpoch, number] = (position ?? "").split(":");
  const parsed = Number(number);
  return ofEpoch === epoch && Number.isSafeInteger(parsed) && parsed >= 0 ? parsed : 0;
}

/** Keys in order, so that the same body is the same text on every host. */
function canonicalJson(value: FactBody): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}
