import type { MariadbConnection } from "@multisite/kernel/sql";
import { waitForSlavePosition } from "../sql/index.ts";

/** Waits for positions on a replica. Each wait keeps a session of its own while it lasts. */
export interface Waiting {
  waitFor(position: string, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export function createWaiting(open: () => MariadbConnection): Waiting {
  const all = new Set<MariadbConnection>();
  const free: MariadbConnection[] = [];
  return {
    async waitFor(position, timeoutMs) {
      const session = free.pop() ?? open();
      all.add(session);
      try {
        return await waitForSlavePosition(session, position, timeoutMs);
      } finally {
        free.push(session);
      }
    },
    async close() {
      await Promise.all([...all].map((session) => session.close()));
    },
  };
}
