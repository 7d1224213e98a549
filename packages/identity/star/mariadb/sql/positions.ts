import { messageOf } from "@multisite/kernel/errors";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { type GtidPosition, parseGtidPosition } from "./gtid.ts";

/** A server's three positions. */
export interface GtidPositions {
  /** What its binary log has: own writes and, with `log_slave_updates`, those that it took. */
  readonly binlog: GtidPosition;
  /** What it took as a replica. */
  readonly slave: GtidPosition;
  /** Both, as it would tell a new master. */
  readonly current: GtidPosition;
}

export async function readGtidPositions(connection: MariadbConnection): Promise<GtidPositions> {
  const [row] = await connection.all(
    "SELECT @@GLOBAL.gtid_binlog_pos AS binlog, @@GLOBAL.gtid_slave_pos AS slave, @@GLOBAL.gtid_current_pos AS current",
  );
  const position = (name: string) => parseGtidPosition(String(row?.[name] ?? ""));
  return { binlog: position("binlog"), slave: position("slave"), current: position("current") };
}

/** Position from which a replica that was filled from a copy goes on. Its replication must stand still. */
export async function setSlavePosition(connection: MariadbConnection, position: string): Promise<void> {
  await connection.all("SET GLOBAL gtid_slave_pos = ?", [position]);
}

/**
 * Waits on a replica until it has applied `position`; false when it has not after `timeoutMs`. The connection can do nothing else
 * meanwhile. Domains that the replica has never taken a change of are waited for in vain.
 */
export async function waitForSlavePosition(connection: MariadbConnection, position: string, timeoutMs: number): Promise<boolean> {
  if (position === "") return true;
  return waitFor(connection, "MASTER_GTID_WAIT", position, timeoutMs);
}

/**
 * Waits on a node of a Galera cluster until it has applied one change of the cluster (`1-10-42`); false when it has not after
 * `timeoutMs`.
 */
export async function waitForClusterPosition(connection: MariadbConnection, gtid: string, timeoutMs: number): Promise<boolean> {
  return waitFor(connection, "WSREP_SYNC_WAIT_UPTO_GTID", gtid, timeoutMs);
}

/** The GTID of the last change that this session made; undefined when it made none. */
export async function readLastGtid(connection: MariadbConnection): Promise<string | undefined> {
  const [row] = await connection.all("SELECT @@SESSION.last_gtid AS gtid");
  return String(row?.gtid ?? "") || undefined;
}

/** Room for the answer to come back after the server's own limit. */
const ANSWER_MS = 5000;
/** What the server says when a wait of its own was too long. */
const LOCK_WAIT_TIMEOUT = 1205;

async function waitFor(connection: MariadbConnection, name: string, position: string, timeoutMs: number): Promise<boolean> {
  try {
    const [row] = await connection.all(`SELECT ${name}(?, ?) AS answer`, [position, timeoutMs / 1000], {
      timeoutMs: timeoutMs + ANSWER_MS,
    });
    return Number(row?.answer) === 0;
  } catch (thrown) {
    if ((thrown as { errno?: unknown }).errno === LOCK_WAIT_TIMEOUT) return false;
    throw thrown;
  }
}

/**
 * Takes a domain out of the state of the server's binary log (mariadb.com/kb/en/flush, DELETE_DOMAIN_ID). False when MariaDB refuses,
 * as there are changes of the domain in the logs that it has.
 */
export async function forgetGtidDomain(connection: MariadbConnection, domain: number): Promise<boolean> {
  try {
    await connection.all(`FLUSH LOCAL BINARY LOGS DELETE_DOMAIN_ID = (${domain})`);
    return true;
  } catch (thrown) {
    if (messageOf(thrown).includes("binlog files may contain gtids from the domain")) return false;
    throw thrown;
  }
}
