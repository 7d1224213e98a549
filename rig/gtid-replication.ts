import { changeMaster, startSlave } from "../packages/identity/star/mariadb/sql/index.ts";
import { type MariadbConnection, openMariadbConnection } from "../packages/kernel/sql/index.ts";
import { type Mariadb, startMariadb } from "./mariadb.ts";

/** Servers that replicate by GTID, without a Galera cluster: what a replica does can be seen in seconds. */
export interface GtidReplication {
  readonly servers: ReadonlyMap<string, Mariadb>;
  server(name: string): Mariadb;
  /** A new session of a server; closed at the end at the latest. */
  open(name: string): MariadbConnection;
  stop(): Promise<void>;
}

/** A server, by whom it follows; undefined: nobody, so that it takes writes. */
export type Following = Readonly<Record<string, string | undefined>>;

/**
 * Starts servers of one GTID domain. One that follows another without being read-only is a stand-in for the second master of a cluster:
 * it has the same changes with the same GTIDs.
 */
export async function startGtidReplication(following: Following, readOnly: readonly string[] = []): Promise<GtidReplication> {
  const names = Object.keys(following);
  const started = await Promise.all(names.map((name, index) => start(name, index, readOnly.includes(name))));
  const servers = new Map(names.map((name, index) => [name, started[index] as Mariadb]));
  const opened: MariadbConnection[] = [];
  const rig: GtidReplication = {
    servers,
    server(name) {
      const found = servers.get(name);
      if (found === undefined) throw new Error(`There is no server ${name}`);
      return found;
    },
    open(name) {
      const connection = openMariadbConnection(rig.server(name));
      opened.push(connection);
      return connection;
    },
    async stop() {
      await Promise.all(opened.map((connection) => connection.close()));
      await Promise.all(started.map((server) => server.kill()));
    },
  };
  for (const [name, master] of Object.entries(following)) {
    const connection = rig.open(name);
    await connection.all("RESET MASTER");
    if (master === undefined) continue;
    await changeMaster(connection, rig.server(master));
    await startSlave(connection);
  }
  return rig;
}

/** The star's domain is 1, and 10 the server of its masters. Others count what they should not write in domains of their own. */
function start(_name: string, index: number, isReadOnly: boolean): Promise<Mariadb> {
  const own = isReadOnly ? [`--gtid-domain-id=${21 + index}`, "--read-only=ON", "--gtid-strict-mode=ON"] : ["--gtid-domain-id=1"];
  // A server that is killed keeps what it has committed, as the system has it: only a power cut takes that.
  const server = [
    "--innodb-flush-log-at-trx-commit=2",
    "--log-bin",
    "--log-slave-updates",
    "--binlog-format=ROW",
    `--server-id=${10 + index}`,
  ];
  return startMariadb({ serverOptions: [...server, ...own], bufferPoolBytes: 16 * 1024 * 1024 });
}
