import { readFileSync } from "node:fs";
import type { Secret } from "@multisite/kernel/secret";
import { type MariadbConnection, type MariadbServerLocation, openMariadbConnection } from "@multisite/kernel/sql";
import { findNode } from "../../topology/queries.ts";
import type { IdentityStar, StarNode } from "../../topology/types.ts";
import { ACCOUNTS } from "../render/accounts.ts";
import { MASTERS } from "../render/numbers.ts";
import type { MasterSource } from "../sql/index.ts";

/** How the agent of a node reaches its own MariaDB, and those of other nodes. Who is given a connection closes it. */
export interface NodeAccess {
  /** As administrator, over the socket. */
  openLocal(): MariadbConnection;
  /** May read everything there and change nothing. */
  openRemote(nodeName: string): MariadbConnection;
  /** As whom this node follows a master. */
  sourceOf(masterName: string): MasterSource;
  /** GTID domain of what the masters' cluster writes. */
  readonly domain: number;
}

export interface NodeAccessOptions {
  readonly star: () => IdentityStar;
  /** This node. */
  readonly node: string;
  readonly socketPath: string;
  /** The user of the operating system that everything of this node belongs to, and that we run as. */
  readonly user: string;
  /** This node's, at all others. */
  readonly password: Secret;
  /** Files of this node's certificate; without them TLS is off. */
  readonly tls?: { readonly caPath: string; readonly certificatePath: string; readonly keyPath: string };
}

export function nodeAccess({ star, node, socketPath, user, password, tls }: NodeAccessOptions): NodeAccess {
  const nodeOf = (name: string): StarNode => {
    const found = findNode(star(), name)?.node;
    if (found === undefined) throw new Error(`The star has no node ${name}.`);
    return found;
  };
  const account = ACCOUNTS.ofNode(node);
  const addressOf = (name: string) => {
    const { address, ports } = nodeOf(name);
    return { host: address, port: ports.database ?? 3306 };
  };
  return {
    openLocal: () => openMariadbConnection({ ...addressOf(node), socketPath, user, password: "" }),
    openRemote(name) {
      const location: MariadbServerLocation = { ...addressOf(name), user: account, password };
      return openMariadbConnection(tls === undefined ? location : { ...location, tls: readTls(tls) });
    },
    sourceOf(name) {
      const { delaySeconds } = nodeOf(node);
      const source: MasterSource = { ...addressOf(name), user: account, password };
      return { ...source, ...(tls === undefined ? {} : { tls }), ...(delaySeconds === undefined ? {} : { delaySeconds }) };
    },
    domain: MASTERS.domain,
  };
}

/** Read anew for each connection, as certificates are renewed. */
function readTls({ caPath, certificatePath, keyPath }: NonNullable<NodeAccessOptions["tls"]>) {
  return {
    ca: readFileSync(caPath, "utf8"),
    certificate: readFileSync(certificatePath, "utf8"),
    key: readFileSync(keyPath, "utf8"),
  };
}
