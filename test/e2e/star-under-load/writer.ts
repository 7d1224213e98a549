import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { waitForSlavePosition } from "../../../packages/identity/star/index.ts";
import type { MariadbConnection } from "../../../packages/kernel/sql/index.ts";

/** Writes rows all the time. As in a cluster, a row counts as acknowledged when both masters have it that are up. */
export interface Writer {
  readonly acknowledged: ReadonlySet<string>;
  /** After the row that is under way, rows are written to `master`, and must also be at `other` if one is named. */
  use(master: string, other?: string): Promise<void>;
  stop(): Promise<void>;
}

export function startWriter(open: (name: string) => MariadbConnection, master: string, other: string): Writer {
  const acknowledged = new Set<string>();
  let way: { readonly master: string; readonly other: string | undefined } = { master, other };
  let isStopped = false;

  const write = async (): Promise<void> => {
    const id = `w-${randomUUID()}`;
    const { master, other } = way;
    const here = open(master);
    const there = other === undefined ? undefined : open(other);
    try {
      await here.all("INSERT INTO keystone.region (id, description, extra) VALUES (?, '', '{}')", [id], { timeoutMs: 5000 });
      const [row] = await here.all("SELECT @@SESSION.last_gtid AS gtid");
      if (there === undefined || (await waitForSlavePosition(there, String(row?.gtid), 5000))) acknowledged.add(id);
    } catch {
      // Not acknowledged: it may be there or not.
    } finally {
      await Promise.all([here.close(), there?.close()]);
    }
  };
  let current = Promise.resolve();
  const all = (async () => {
    while (!isStopped) {
      current = write();
      await current;
      await delay(15);
    }
  })();
  return {
    acknowledged,
    async use(master, other) {
      way = { master, other };
      await current;
    },
    async stop() {
      isStopped = true;
      await all;
    },
  };
}
