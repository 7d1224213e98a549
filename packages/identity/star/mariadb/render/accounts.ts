import { membersOf } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import type { PasswordTexts } from "./passwords.ts";

/** The database that holds Keystone's tables. */
export const DATABASE = "keystone";

/** Accounts that every MariaDB of a star has; they are made at a master once, and come to all others by replication. */
export const ACCOUNTS = {
  /** The identity service, ours or a stock Keystone, on its own host. */
  identity: "keystone",
  /** Monitoring, on its own host. */
  monitor: "multisite_monitor",
  /** A node, at all others: it follows them, compares itself with them, and is copied from them. */
  ofNode: (nodeName: string): string => `node_${nodeName}`,
} as const;

/** An account as it is made. */
export interface Account {
  readonly name: string;
  readonly from: "localhost" | "%";
  readonly why: string;
  /** Each can be done again. */
  readonly statements: readonly string[];
}

/**
 * The accounts of a star. Over the network a node needs the certificate of that name besides its password, unless TLS is off.
 * Nobody has SUPER or READ_ONLY ADMIN, so that replicas refuse what is not replicated.
 */
export function accountsOf(star: IdentityStar, passwords: PasswordTexts, { tls }: { readonly tls: boolean }): readonly Account[] {
  return [
    account({
      name: ACCOUNTS.identity,
      from: "localhost",
      why: "The identity service, ours or a stock Keystone, over the socket.",
      password: passwords.identity,
      rights: `ALL PRIVILEGES ON ${DATABASE}.*`,
    }),
    account({
      name: ACCOUNTS.monitor,
      from: "localhost",
      why: "Monitoring, over the socket.",
      password: passwords.monitor,
      rights: "PROCESS, BINLOG MONITOR, REPLICA MONITOR ON *.*",
    }),
    ...membersOf(star).map(({ node }) =>
      account({
        name: ACCOUNTS.ofNode(node.name),
        from: "%",
        why: `${node.name}: follows masters, compares itself with other nodes, and is copied from them.`,
        password: passwords.ofNode(node.name),
        rights:
          "SELECT, SHOW VIEW, TRIGGER, LOCK TABLES, RELOAD, PROCESS, REPLICATION REPLICA, BINLOG MONITOR, REPLICA MONITOR ON *.*",
        ...(tls ? { certificate: node.name } : {}),
      }),
    ),
  ];
}

/** Makes the database, if it is not there. */
export const createDatabaseStatement = `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`;

/** Takes a node's account away, at a master; its sessions go with it when they are killed. */
export function dropAccountStatement(nodeName: string): string {
  return `DROP USER IF EXISTS ${quote(ACCOUNTS.ofNode(nodeName))}@'%'`;
}

interface AccountParts {
  readonly name: string;
  readonly from: Account["from"];
  readonly why: string;
  readonly password: string;
  readonly rights: string;
  /** Node whose certificate is required. */
  readonly certificate?: string;
}

function account({ name, from, why, password, rights, certificate }: AccountParts): Account {
  const who = `${quote(name)}@${quote(from)}`;
  const required = certificate === undefined ? "" : ` REQUIRE SUBJECT ${quote(`/CN=${certificate}`)}`;
  return {
    name,
    from,
    why,
    statements: [`CREATE USER IF NOT EXISTS ${who} IDENTIFIED BY ${quote(password)}${required}`, `GRANT ${rights} TO ${who}`],
  };
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
