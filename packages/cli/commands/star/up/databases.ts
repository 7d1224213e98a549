import type { LocalDatabase } from "@multisite/agent";
import { type IdentityStar, type LocalStep, nodePassword, startLocalStar } from "@multisite/identity/star";
import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import { formatSqlLocation } from "@multisite/kernel/sql";

/** MariaDB and Galera of a star on this machine, running. */
export interface LocalDatabases {
  /** With the addresses that its nodes have here. */
  readonly star: IdentityStar;
  databaseOf(node: string): LocalDatabase;
  stop(): Promise<void>;
}

interface DatabasesOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onStep: (step: LocalStep) => void;
}

/** Starts them, each as a process of its own under `directory`. All that they say to each other stays on this machine, in clear. */
export async function startDatabases(document: IdentityStar, options: DatabasesOptions): Promise<LocalDatabases> {
  const local = await startLocalStar(document, options);
  return {
    star: local.star,
    databaseOf(name) {
      const { administrator, identity } = local.node(name);
      return {
        agent: { socket: administrator.socketPath ?? "", password: nodePassword(local.passwords, name), tls: false },
        connection: formatSqlLocation(identity),
      };
    },
    stop: () => local.stop(),
  };
}
