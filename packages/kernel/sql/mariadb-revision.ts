import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from "kysely";
import type { MariadbWatch } from "./mariadb.ts";
import type { RawReader, Revision } from "./types.ts";

/**
 * InnoDB's UPDATE_TIME has a resolution of a second and may be set a moment before a commit becomes visible, so a table
 * counts as still changing until this long after it.
 */
const SETTLING_SECONDS = 2;

/**
 * A watch that has not had an answer for this many intervals no longer vouches for anything: with 40 ms, what was derived from
 * a database that has gone away stands for another 0.8 s.
 */
const SILENT_INTERVALS = 20;

export interface MariadbRevision extends Revision {
  /** Advances the revision after each single statement that writes outside a transaction. */
  readonly writePlugin: KyselyPlugin;
  /** One look at the database; the watch calls it every `intervalMs`. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Notices commits of other processes by the newest UPDATE_TIME of the database's tables. It needs no binary log and no
 * privilege beyond reading the tables, and works on replicas and Galera nodes alike.
 */
export function createMariadbRevision(raw: RawReader, database: string, watch: MariadbWatch): MariadbRevision {
  let count = 0;
  let commits = 0;
  let lastSeen = "";
  let lookedAtMs = watch.clock.monotonicMs();
  let isFailing = false;
  const look = async (): Promise<void> => {
    const startedMs = watch.clock.monotonicMs();
    const [row] = await raw.all(
      "SELECT CAST(MAX(UPDATE_TIME) AS CHAR) AS newest, MAX(UPDATE_TIME) >= NOW() - INTERVAL ? SECOND AS settling " +
        "FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
      [SETTLING_SECONDS, database],
    );
    const newest = String(row?.newest ?? "");
    // A database that could not be asked may have changed meanwhile, and a restarted server has forgotten its update times.
    if (newest !== lastSeen || row?.settling === 1 || isFailing) count++;
    isFailing = false;
    lastSeen = newest;
    lookedAtMs = startedMs;
  };
  const tryToLook = async (): Promise<void> => {
    try {
      await look();
    } catch {
      isFailing = true;
    }
  };
  const stop = watch.intervalMs > 0 ? watch.clock.every(watch.intervalMs, tryToLook) : () => {};
  const advance = (): void => {
    commits++;
    count++;
  };
  return {
    current() {
      const silent = watch.clock.monotonicMs() - lookedAtMs > watch.intervalMs * SILENT_INTERVALS;
      return watch.intervalMs === 0 || silent ? ++count : count;
    },
    advance,
    shared: {
      get commits() {
        return commits;
      },
      get lookedAtMs() {
        return lookedAtMs;
      },
      noticeForeignCommit() {
        count++;
      },
    },
    look,
    stop,
    writePlugin: createWritePlugin(advance),
  };
}

function createWritePlugin(advance: () => void): KyselyPlugin {
  const writes = new WeakSet<object>();
  return {
    transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
      if (args.node.kind !== "SelectQueryNode") writes.add(args.queryId);
      return args.node;
    },
    async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
      if (writes.has(args.queryId)) advance();
      return args.result;
    },
  };
}
