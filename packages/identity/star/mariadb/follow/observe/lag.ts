import type { Clock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { formatGtidPosition, type GtidPosition, parseGtidPosition, waitForSlavePosition } from "../../sql/index.ts";

export interface LagOptions {
  readonly clock: Clock;
  readonly openLocal: () => MariadbConnection;
  readonly openRemote: (node: string) => MariadbConnection;
  readonly ofStar: (position: GtidPosition) => GtidPosition;
  /** A replica that is further behind is not waited for. */
  readonly longestMs: number;
}

/** Measures by one clock: from the moment at which the master had a position until it is here. */
export interface LagMeter {
  /** undefined: the master did not answer. At most `longestMs`. */
  measure(master: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export function createLagMeter({ clock, openLocal, openRemote, ofStar, longestMs }: LagOptions): LagMeter {
  const local = openLocal();
  let remote: { readonly node: string; readonly session: MariadbConnection } | undefined;
  const sessionOf = (node: string): MariadbConnection => {
    if (remote?.node !== node) {
      void remote?.session.close();
      remote = { node, session: openRemote(node) };
    }
    return remote.session;
  };
  return {
    async measure(master) {
      try {
        const askedMs = clock.monotonicMs();
        const [row] = await sessionOf(master).all("SELECT @@GLOBAL.gtid_binlog_pos AS position", [], { timeoutMs: 3000 });
        const answeredMs = clock.monotonicMs();
        const position = formatGtidPosition(ofStar(parseGtidPosition(String(row?.position ?? ""))));
        const isHere = await waitForSlavePosition(local, position, longestMs);
        // The answer was half a round trip old when it came.
        return isHere ? Math.max(0, clock.monotonicMs() - (askedMs + answeredMs) / 2) : longestMs;
      } catch {
        return undefined;
      }
    },
    async close() {
      await Promise.all([local.close(), remote?.session.close()]);
    },
  };
}
