import { Secret } from "@multisite/kernel/secret";
import type { AccountPasswords, RenderOptions } from "./types.ts";

/** The database that holds Keystone's tables. */
export const DATABASE = "keystone";

/** Names of the accounts that every MariaDB of a star has; they are made at a master once, and come to all others by replication. */
export const ACCOUNTS = {
  identity: "keystone",
  replica: "multisite_replica",
  copy: "multisite_copy",
  monitor: "multisite_monitor",
} as const satisfies Record<keyof AccountPasswords, string>;

/** An account, where it may come from, and what for. */
interface Account {
  readonly who: keyof AccountPasswords;
  readonly why: string;
  readonly from: "own host" | "other hosts";
  readonly grants: readonly string[];
}

/** The last one tells that all are there. */
const accounts: readonly Account[] = [
  {
    who: "identity",
    why: "The identity service, ours or a stock Keystone, on its own host. Without SUPER and READ_ONLY ADMIN, so that replicas\n-- refuse its writes.",
    from: "own host",
    grants: [`ALL PRIVILEGES ON ${DATABASE}.*`],
  },
  {
    who: "replica",
    why: "Replicas, at their master.",
    from: "other hosts",
    grants: ["REPLICATION REPLICA, BINLOG MONITOR ON *.*"],
  },
  {
    who: "copy",
    why: "Whoever compares or copies data: to verify a replica, or to fill it again.",
    from: "other hosts",
    grants: ["SELECT, SHOW VIEW, TRIGGER, LOCK TABLES, RELOAD, PROCESS, BINLOG MONITOR, REPLICA MONITOR ON *.*"],
  },
  {
    who: "monitor",
    why: "Monitoring, on its own host.",
    from: "own host",
    grants: ["PROCESS, BINLOG MONITOR, REPLICA MONITOR ON *.*"],
  },
];

/**
 * Statements that make the accounts, one each, and that can be repeated. Over the network an account needs a certificate of the
 * star's authority besides its password, unless TLS is off.
 */
export function accountStatements(passwords: AccountPasswords, { tls }: Pick<RenderOptions, "tls">): readonly Secret[] {
  return [
    new Secret(`CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci`),
    ...accounts.flatMap(({ who, from, grants }) => {
      const account = `'${ACCOUNTS[who]}'@'${from === "own host" ? "localhost" : "%"}'`;
      const password = `IDENTIFIED BY ${quote(passwords[who].reveal())}`;
      const tlsPart = from === "other hosts" && tls ? " REQUIRE X509" : "";
      return [
        new Secret(`CREATE USER IF NOT EXISTS ${account} ${password}${tlsPart}`),
        ...grants.map((grant) => new Secret(`GRANT ${grant} TO ${account}`)),
      ];
    }),
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
