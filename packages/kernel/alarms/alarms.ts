import type { Clock } from "../clock/index.ts";
import { openHostFile } from "../host-file/index.ts";
import type { Alarm, AlarmSeverity, Alarms } from "./types.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS alarm (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL, severity TEXT NOT NULL, site TEXT NOT NULL, cause TEXT NOT NULL, next TEXT NOT NULL,
    raised_at_ms INTEGER NOT NULL, cleared_at_ms INTEGER
  );
  CREATE UNIQUE INDEX IF NOT EXISTS alarm_active ON alarm (id) WHERE cleared_at_ms IS NULL;
`;

const ORDER: readonly AlarmSeverity[] = ["critical", "major", "minor", "warning"];

/** More than these cleared alarms are not kept. */
const KEPT = 10_000;

/** Opens the alarms of this host, which outlive its processes; in memory without a path. */
export function openAlarms({ path, clock }: { readonly path: string | undefined; readonly clock: Clock }): Alarms {
  const { database, atomically } = openHostFile({
    path,
    schema: SCHEMA,
    called: "file of alarms",
    errorCode: "kernel.alarms.open",
  });
  const insert = database.prepare("INSERT INTO alarm (id, severity, site, cause, next, raised_at_ms) VALUES (?, ?, ?, ?, ?, ?)");
  const change = database.prepare("UPDATE alarm SET severity = ?, cause = ?, next = ? WHERE id = ? AND cleared_at_ms IS NULL");
  const end = database.prepare("UPDATE alarm SET cleared_at_ms = ? WHERE id = ? AND cleared_at_ms IS NULL");
  const one = database.prepare("SELECT * FROM alarm WHERE id = ? ORDER BY number DESC LIMIT 1");
  const active = database.prepare("SELECT * FROM alarm WHERE cleared_at_ms IS NULL ORDER BY number");
  const newest = database.prepare("SELECT * FROM alarm ORDER BY number DESC LIMIT ?");
  const trim = database.prepare(
    "DELETE FROM alarm WHERE cleared_at_ms IS NOT NULL AND number <= (SELECT MAX(number) FROM alarm) - ?",
  );
  const listeners = new Set<(alarm: Alarm) => void>();
  const tell = (id: string): void => {
    const alarm = toAlarm(one.get(id) as unknown as AlarmRow);
    for (const listener of listeners) listener(alarm);
  };

  const alarms: Alarms = {
    raise({ id, severity, site, cause, next }) {
      const isNew = atomically(() => {
        if (change.run(severity, cause, next, id).changes > 0) return false;
        insert.run(id, severity, site, cause, next, clock.nowMs());
        trim.run(KEPT);
        return true;
      });
      if (isNew) tell(id);
    },
    clear(id) {
      if (end.run(clock.nowMs(), id).changes > 0) tell(id);
    },
    settle(prefix, wanted) {
      const ids = new Set(wanted.map(({ id }) => id));
      for (const { id } of alarms.active()) if (id.startsWith(prefix) && !ids.has(id)) alarms.clear(id);
      for (const alarm of wanted) alarms.raise(alarm);
    },
    active: () =>
      (active.all() as unknown as AlarmRow[])
        .map(toAlarm)
        .sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity)),
    history: (limit) => (newest.all(limit) as unknown as AlarmRow[]).map(toAlarm),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => database.close(),
  };
  return alarms;
}

interface AlarmRow {
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly site: string;
  readonly cause: string;
  readonly next: string;
  readonly raised_at_ms: number;
  readonly cleared_at_ms: number | null;
}

function toAlarm({ id, severity, site, cause, next, ...times }: AlarmRow): Alarm {
  return { id, severity, site, cause, next, raisedAtMs: times.raised_at_ms, clearedAtMs: times.cleared_at_ms ?? undefined };
}
