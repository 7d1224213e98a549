import type { MariadbConnection } from "@multisite/kernel/sql";
import { findNode } from "../../../topology/queries.ts";
import type { IdentityStar } from "../../../topology/types.ts";
import {
  type GaleraStatus,
  type GtidPosition,
  parseGtidPosition,
  readGaleraStatus,
  readSlaveStatus,
  type SlaveStatus,
} from "../../sql/index.ts";

/** What the own server says, before it is known what it means. */
export interface ServerState {
  readonly slave: SlaveStatus | undefined;
  readonly galera: GaleraStatus | undefined;
  /** Of its binary log, and what it applied as a replica. */
  readonly binlog: GtidPosition;
  readonly applied: GtidPosition;
  readonly isReadOnly: boolean;
  readonly serverId: number;
  readonly ownDomain: number;
  readonly startedAtMs: number;
  /** Last change of each server in each domain of its binary log. */
  readonly writers: readonly { readonly domain: number; readonly server: number; readonly gtid: string }[];
}

export async function readServer(connection: MariadbConnection): Promise<ServerState> {
  const slave = await readSlaveStatus(connection);
  const galera = await readGaleraStatus(connection);
  const [row] = await connection.all(
    "SELECT @@GLOBAL.gtid_binlog_pos AS binlog, @@GLOBAL.gtid_slave_pos AS applied, @@GLOBAL.gtid_binlog_state AS state, " +
      "@@GLOBAL.read_only AS closed, @@GLOBAL.server_id AS server, @@GLOBAL.gtid_domain_id AS domain, " +
      "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS UNSIGNED) AS now",
  );
  const [uptime] = await connection.all("SHOW GLOBAL STATUS LIKE 'Uptime'");
  return {
    slave,
    galera,
    binlog: parseGtidPosition(String(row?.binlog ?? "")),
    applied: parseGtidPosition(String(row?.applied ?? "")),
    isReadOnly: Number(row?.closed) !== 0,
    serverId: Number(row?.server),
    ownDomain: Number(row?.domain),
    startedAtMs: Number(row?.now) - Number(uptime?.Value) * 1000,
    writers: readWriters(String(row?.state ?? "")),
  };
}

/** The node that a replica's server is pointed at, by address and port. */
export function followedNode(
  star: IdentityStar,
  slave: SlaveStatus | undefined,
  addressOf: (node: string) => Address,
): string | undefined {
  if (slave === undefined) return undefined;
  const names = star.sites.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  return names.find((name) => {
    if (findNode(star, name)?.node.role === "arbitrator") return false;
    const { host, port } = addressOf(name);
    return host === slave.masterHost && port === slave.masterPort;
  });
}

interface Address {
  readonly host: string;
  readonly port: number;
}

function readWriters(state: string): ServerState["writers"] {
  return state.split(",").flatMap((text) => {
    const [domain, server] = text.trim().split("-");
    return server === undefined ? [] : [{ domain: Number(domain), server: Number(server), gtid: text.trim() }];
  });
}
