import { Secret } from "@multisite/kernel/secret";
import type { MariadbConnection, RawRow } from "@multisite/kernel/sql";
import { type GtidPosition, parseGtidPosition } from "./gtid.ts";

/** What a replica says of its replication, in MariaDB's words. */
export interface SlaveStatus {
  readonly masterHost: string;
  readonly masterPort: number;
  /** The thread that fetches: `preparing` and `connecting` until the master is reached. */
  readonly io: "yes" | "no" | "connecting" | "preparing";
  /** The thread that applies. */
  readonly sql: boolean;
  /** In whole seconds by the master's clock; undefined while nothing is fetched or applied. */
  readonly secondsBehind?: number;
  /** What has been fetched, applied or not. */
  readonly fetched: GtidPosition;
  readonly usesGtid: "No" | "Current_Pos" | "Slave_Pos";
  readonly delaySeconds: number;
  /** Of a delayed replica: until the next change is applied. */
  readonly remainingDelaySeconds?: number;
  readonly relayLogBytes: number;
  /** What the applying thread does, such as `Slave has read all relay log; waiting for more updates`. */
  readonly doing: string;
  readonly ioFailure?: SlaveFailure;
  readonly sqlFailure?: SlaveFailure;
}

export interface SlaveFailure {
  readonly errno: number;
  readonly text: string;
}

/** Whom a replica follows, and as whom. */
export interface MasterSource {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret | string;
  /** Paths on the replica's host; the master's certificate must be of this authority. */
  readonly tls?: { readonly caPath: string; readonly certificatePath: string; readonly keyPath: string };
  readonly delaySeconds?: number;
  /** After how long a lost connection is tried again; 1 s unless said otherwise. */
  readonly retrySeconds?: number;
  /** How often an idle master says that it is there; 1 s unless said otherwise. A connection silent for four times that is lost. */
  readonly heartbeatSeconds?: number;
}

/** undefined on a server that follows nobody. */
export async function readSlaveStatus(connection: MariadbConnection): Promise<SlaveStatus | undefined> {
  const [row] = await connection.all("SHOW SLAVE STATUS");
  return row === undefined ? undefined : toSlaveStatus(row);
}

/** Points a replica at a master by GTID; the position stays. Replication must stand still, and starts with {@link startSlave}. */
export async function changeMaster(connection: MariadbConnection, source: MasterSource): Promise<void> {
  const { tls, password, delaySeconds = 0, retrySeconds = 1, heartbeatSeconds = 1 } = source;
  const options: readonly (readonly [string, string | number])[] = [
    ["MASTER_HOST", source.host],
    ["MASTER_PORT", source.port],
    ["MASTER_USER", source.user],
    ["MASTER_PASSWORD", password instanceof Secret ? password.reveal() : password],
    ["MASTER_CONNECT_RETRY", retrySeconds],
    ["MASTER_HEARTBEAT_PERIOD", heartbeatSeconds],
    ["MASTER_DELAY", delaySeconds],
    ["MASTER_SSL", tls === undefined ? 0 : 1],
    ["MASTER_SSL_CA", tls?.caPath ?? ""],
    ["MASTER_SSL_CERT", tls?.certificatePath ?? ""],
    ["MASTER_SSL_KEY", tls?.keyPath ?? ""],
    // The certificate names a node of the star, not the address that it is reached at.
    ["MASTER_SSL_VERIFY_SERVER_CERT", 0],
  ];
  await connection.all(
    `CHANGE MASTER TO ${options.map(([name]) => `${name} = ?`).join(", ")}, MASTER_USE_GTID = slave_pos`,
    options.map(([, value]) => value),
  );
}

/** Replication goes on, or begins. */
export async function startSlave(connection: MariadbConnection): Promise<void> {
  await connection.all("START SLAVE");
}

/** Replication stands still; what has been fetched and not applied is kept. Waits for the change that is being applied. */
export async function stopSlave(connection: MariadbConnection): Promise<void> {
  await connection.all("STOP SLAVE");
}

/** Follows nobody any more; the position stays. Replication must stand still. */
export async function forgetMaster(connection: MariadbConnection): Promise<void> {
  await connection.all("RESET SLAVE ALL");
}

const IO_STATES: Readonly<Record<string, SlaveStatus["io"]>> = { Yes: "yes", Connecting: "connecting", Preparing: "preparing" };

function toSlaveStatus(row: RawRow): SlaveStatus {
  const text = (name: string): string => String(row[name] ?? "");
  const seconds = (name: string, value = row[name]) => (value === null || value === undefined ? undefined : Number(value));
  const failure = (prefix: string): SlaveFailure | undefined =>
    Number(row[`${prefix}_Errno`]) === 0 ? undefined : { errno: Number(row[`${prefix}_Errno`]), text: text(`${prefix}_Error`) };
  const secondsBehind = seconds("Seconds_Behind_Master");
  const remainingDelaySeconds = seconds("SQL_Remaining_Delay");
  const ioFailure = failure("Last_IO");
  const sqlFailure = failure("Last_SQL");
  return {
    masterHost: text("Master_Host"),
    masterPort: Number(row.Master_Port),
    io: IO_STATES[text("Slave_IO_Running")] ?? "no",
    sql: row.Slave_SQL_Running === "Yes",
    ...(secondsBehind === undefined ? {} : { secondsBehind }),
    fetched: parseGtidPosition(text("Gtid_IO_Pos")),
    usesGtid: text("Using_Gtid") as SlaveStatus["usesGtid"],
    delaySeconds: Number(row.SQL_Delay),
    ...(remainingDelaySeconds === undefined ? {} : { remainingDelaySeconds }),
    relayLogBytes: Number(row.Relay_Log_Space),
    doing: text("Slave_SQL_Running_State"),
    ...(ioFailure === undefined ? {} : { ioFailure }),
    ...(sqlFailure === undefined ? {} : { sqlFailure }),
  };
}
