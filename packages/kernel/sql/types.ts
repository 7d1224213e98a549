import type { Kysely } from "kysely";

/** The two engines that every store runs on (design D3). */
export type EngineKind = "sqlite" | "mariadb";

/** Where a database lives. `mysql+pymysql://` is accepted so that a Keystone connection URL can be used as it is. */
export type SqlLocation =
  | { readonly kind: "sqlite"; readonly path: string; readonly readOnly?: boolean }
  | {
      readonly kind: "mariadb";
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
      readonly socketPath?: string;
      readonly poolSize?: number;
    };

/**
 * A connection to one database. Ordinary queries go through {@link SqlDatabase.query}; everything that belongs together
 * goes through {@link SqlDatabase.transaction}, which ends in a commit or, when `work` throws, in a rollback.
 */
export interface SqlDatabase<Tables> {
  readonly engine: EngineKind;
  readonly query: Kysely<Tables>;
  transaction<Result>(work: (transaction: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Runs prepared statements without the query builder, for the few reads on a hot path. */
  readonly raw: RawReader;
  /** Grows with every committed write of this process, and with those of others as {@link RevisionWatch} sees them. */
  readonly revision: Revision;
  close(): Promise<void>;
}

/** What a hot read path needs of a database, whatever its tables are. */
export type HotReads = Pick<SqlDatabase<unknown>, "engine" | "raw" | "revision">;

/** One row of a raw read; column order is that of the statement. */
export type RawRow = Record<string, string | number | bigint | null | Uint8Array>;

/** Hot reads. On SQLite the answer is there at once, on MariaDB it costs a round trip. */
export interface RawReader {
  all(sql: string, parameters: readonly (string | number | null)[]): RawRow[] | Promise<RawRow[]>;
}

/**
 * The position of the data. Readers take {@link Revision.current} *before* they read and keep it with what they derived;
 * what they derived stands as long as `current` gives the same number.
 */
export interface Revision {
  current(): number;
  /** Called after each commit of this process, before its caller is answered. */
  advance(): void;
  /** Where sibling processes do not see this one's commits at once (MariaDB). */
  readonly shared?: SharedRevision;
}

/** What processes on one MariaDB tell each other, because its watch notices other processes' commits with a delay. */
export interface SharedRevision {
  /** Commits of this process so far. */
  readonly commits: number;
  /** A sibling says that it has committed. */
  noticeForeignCommit(): void;
  /** When the watch last looked with success, by the clock's monotonic reading. */
  readonly lookedAtMs: number;
}
