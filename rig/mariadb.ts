import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "mysql2/promise";
import { type Daemon, startDaemon } from "./process/daemon.ts";
import { findFreePort } from "./process/port.ts";
import { waitUntilReady } from "./process/ready.ts";
import { withOneRetry } from "./process/retry-once.ts";
import { createRoom, type Room } from "./process/room.ts";
import { runOrThrow } from "./process/run.ts";

const binary = "/usr/sbin/mariadbd";
const sqlFiles = ["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];
/** One InnoDB layout for both runs of the server: it refuses to open files of another. */
const layout = ["--no-defaults", "--innodb-log-file-size=16M", "--innodb-flush-method=fsync"];

/** How to reach a MariaDB; plain data, so that it can be handed to another process. */
export interface MariadbAddress {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly socketPath: string;
  readonly user: string;
  readonly password: string;
}

/** A MariaDB of our own: its own data directory, socket and port, gone after {@link Mariadb.stop}. */
export interface Mariadb extends MariadbAddress {
  readonly pid: number;
  /** Creates an empty database (utf8mb4) and gives its name back. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Runs one statement as the administrator. */
  execute(sql: string, database?: string): Promise<void>;
  stop(): Promise<void>;
  /** Ends the server as a power cut would. */
  kill(): Promise<void>;
  /** As {@link Mariadb.kill}, but what it has stored stays for {@link Mariadb.startAgain}. */
  crash(): Promise<void>;
  /** Starts a server that has crashed, with the same data at the same address. */
  startAgain(): Promise<void>;
}

export interface MariadbOptions {
  /** Further options of mariadbd, such as `--log-bin` or `--read-only`. */
  readonly serverOptions?: readonly string[];
  readonly bufferPoolBytes?: number;
}

/** True when Debian's server binary is there; {@link file://./debian/packages.ts} says how it comes. */
export function isMariadbInstalled(): boolean {
  return existsSync(binary);
}

/** Starts a private MariaDB in about a second, on a free port of 127.0.0.1 and a socket in its own temporary directory. */
export function startMariadb(options: MariadbOptions = {}): Promise<Mariadb> {
  return withOneRetry("MariaDB", () => start(options));
}

async function start(options: MariadbOptions): Promise<Mariadb> {
  const room = createRoom("mariadb");
  let daemon: Daemon | undefined;
  try {
    await createDataDirectory(room);
    const address: MariadbAddress = {
      host: "127.0.0.1",
      port: await findFreePort(),
      socketPath: room.file("socket"),
      user: "multisite",
      password: randomBytes(12).toString("hex"),
    };
    const launch = async (): Promise<Daemon> => {
      daemon = startServer(room, address, options);
      await waitUntilReady(daemon, () => connectOnce(address), { timeoutMs: 20_000 });
      return daemon;
    };
    return control(room, await launch(), address, launch);
  } catch (error) {
    await daemon?.stop();
    room.remove();
    throw error;
  }
}

/** What mariadb-install-db does, without the client packages that it needs. */
async function createDataDirectory(room: Room): Promise<void> {
  mkdirSync(room.file("data"));
  mkdirSync(room.file("tmp"));
  const tables = sqlFiles.map((file) => readFileSync(`/usr/share/mysql/${file}`, "utf8"));
  const input = ["create database if not exists mysql;", "use mysql;", "SET @auth_root_socket=NULL;", ...tables].join("\n");
  const args = [
    ...layout,
    "--bootstrap",
    "--silent-startup",
    "--user=root",
    `--datadir=${room.file("data")}`,
    `--tmpdir=${room.file("tmp")}`,
  ];
  await runOrThrow(binary, [...args, "--log-warnings=0", "--max-allowed-packet=8M"], { input, timeoutMs: 60_000 });
}

function startServer(room: Room, address: MariadbAddress, options: MariadbOptions): Daemon {
  const account = `'${address.user}'@'%'`;
  const statements = [
    // At every start again: a binary log must not gain changes by that, nor a replica the account of its master.
    "SET SESSION sql_log_bin = 0;",
    `CREATE OR REPLACE USER ${account} IDENTIFIED BY '${address.password}';`,
    `GRANT ALL ON *.* TO ${account} WITH GRANT OPTION;`,
    "DELETE FROM mysql.global_priv WHERE user='root';",
    "FLUSH PRIVILEGES;",
  ];
  writeFileSync(room.file("init.sql"), `${statements.join("\n")}\n`, { mode: 0o600 });
  return startDaemon({
    name: "MariaDB",
    command: binary,
    logFile: room.file("mariadbd.log"),
    args: [
      ...layout,
      "--user=root",
      `--datadir=${room.file("data")}`,
      `--tmpdir=${room.file("tmp")}`,
      `--pid-file=${room.file("pid")}`,
      `--socket=${address.socketPath}`,
      `--init-file=${room.file("init.sql")}`,
      "--bind-address=127.0.0.1",
      `--port=${address.port}`,
      "--skip-name-resolve",
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_general_ci",
      `--innodb-buffer-pool-size=${options.bufferPoolBytes ?? 64 * 1024 * 1024}`,
      "--innodb-flush-log-at-trx-commit=0",
      "--max-connections=500",
      "--performance-schema=OFF",
      ...(options.serverOptions ?? []),
    ],
  });
}

async function connectOnce(address: MariadbAddress): Promise<true> {
  await execute(address, "SELECT 1");
  return true;
}

async function execute(address: MariadbAddress, sql: string, database?: string): Promise<void> {
  const { socketPath, user, password } = address;
  const connection = await createConnection({ socketPath, user, password, ...(database === undefined ? {} : { database }) });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

function control(room: Room, started: Daemon, address: MariadbAddress, launch: () => Promise<Daemon>): Mariadb {
  let daemon = started;
  const end = async (how: () => Promise<void>) => {
    await how();
    room.remove();
  };
  return {
    ...address,
    get pid() {
      return daemon.pid;
    },
    async createDatabase(name) {
      await execute(address, `CREATE DATABASE \`${name}\``);
      return name;
    },
    dropDatabase: (name) => execute(address, `DROP DATABASE IF EXISTS \`${name}\``),
    execute: (sql, database) => execute(address, sql, database),
    stop: () => end(() => daemon.stop()),
    kill: () => end(() => daemon.kill()),
    crash: () => daemon.kill(),
    async startAgain() {
      daemon = await launch();
    },
  };
}
