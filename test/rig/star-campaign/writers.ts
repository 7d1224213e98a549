import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { LocalStar } from "../../../packages/identity/star/index.ts";
import { type MariadbConnection, openMariadbConnection } from "../../../packages/kernel/sql/index.ts";

/** Direct rows at every master, all the time. */
export interface Writers {
  /** IDs of rows whose commit was answered. */
  readonly acknowledged: ReadonlySet<string>;
  /** Commits whose answer was lost: they may be there or not. */
  unknown(): number;
  refused(): number;
  /** Longest time in which no master acknowledged anything. */
  longestGapMs(): number;
  stop(): Promise<void>;
}

/** A region a time at each master, which is the smallest row of Keystone's. A master that refuses is tried again. */
export function startWriters(
  rig: LocalStar,
  masters: readonly string[],
  pauseMs: number,
  acknowledged = new Set<string>(),
): Writers {
  let isStopped = false;
  let [unknown, refused, lastMs, longestGapMs] = [0, 0, performance.now(), 0];
  const write = async (master: string): Promise<void> => {
    const connection = connectAsService(rig, master);
    while (!isStopped) {
      const id = `w-${randomUUID()}`;
      try {
        await connection.all("INSERT INTO keystone.region (id, description, extra) VALUES (?, ?, '{}')", [id, master], {
          timeoutMs: 15_000,
        });
        acknowledged.add(id);
        longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
        lastMs = performance.now();
      } catch (thrown) {
        if (isUnknown(thrown)) unknown++;
        else refused++;
        await delay(100);
      }
      await delay(pauseMs);
    }
    await connection.close();
  };
  const all = masters.map(write);
  return {
    acknowledged,
    unknown: () => unknown,
    refused: () => refused,
    longestGapMs: () => longestGapMs,
    async stop() {
      isStopped = true;
      await Promise.all(all);
    },
  };
}

/** Without an administrator's rights: where writes are not taken, they are refused. */
function connectAsService(rig: LocalStar, master: string): MariadbConnection {
  const { identity } = rig.node(master);
  if (identity.kind !== "mariadb") throw new Error("not on MariaDB");
  return openMariadbConnection(identity);
}

/** An error of the server's own, or no connection, says that nothing was written; anything else leaves it open. */
function isUnknown(thrown: unknown): boolean {
  const { sqlState, code } = thrown as { sqlState?: unknown; code?: unknown };
  return sqlState === undefined && code !== "ECONNREFUSED" && code !== "ENOENT";
}
