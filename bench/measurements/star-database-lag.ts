import { changeMaster, startSlave, stopSlave, waitForSlavePosition } from "../../packages/identity/star/index.ts";
import { createDelayRelay } from "../../rig/network/index.ts";
import { startStarRig } from "../../rig/star/index.ts";
import { inMs, often, pause, quantiles } from "../star/numbers.ts";
import type { Measurement, MeasurementGroup } from "./types.ts";

const DELAY_MS = 50;
const LAG_TARGET_MS = 1.2 * DELAY_MS + 20;
const RATES = [3, 20];
const WRITES = often(200, 20);
const LONGEST_MS = 10_000;

/** On real MariaDB: how far a replica is behind a Galera master that is a long way off. */
export const starDatabaseLag: MeasurementGroup = {
  name: "star database lag",
  async run(progress) {
    const rig = await startStarRig({ tls: true, withoutAgents: true, say: progress });
    const source = rig.access("north-1").sourceOf("east-1");
    const relay = await createDelayRelay({ target: source, delayMs: DELAY_MS });
    const master = rig.node("east-1").connect();
    const replica = rig.node("north-1").connect();
    try {
      await stopSlave(replica);
      await changeMaster(replica, { ...source, host: relay.host, port: relay.port });
      await startSlave(replica);
      /** Waits for the last write; the first one waits for the connection too, which takes some ways to be made. */
      const arrives = async (): Promise<void> => {
        const [row] = await master.all("SELECT @@SESSION.last_gtid AS gtid");
        if (!(await waitForSlavePosition(replica, String(row?.gtid), LONGEST_MS))) throw new Error("a write did not arrive");
      };
      await master.all("CREATE TABLE keystone.lag (id INT PRIMARY KEY AUTO_INCREMENT)");
      await arrives();
      const measurements: Measurement[] = [];
      for (const rate of RATES) {
        progress(`${WRITES} writes, ${rate} a second`);
        const before = relay.bytes();
        const startedMs = performance.now();
        const lags: number[] = [];
        for (let made = 0; made < WRITES; made++) {
          await pause(1000 / rate);
          await master.all("INSERT INTO keystone.lag VALUES ()");
          const committedMs = performance.now();
          await arrives();
          lags.push(performance.now() - committedMs);
        }
        const seen = quantiles(lags);
        const bytes = relay.bytes().back - before.back;
        measurements.push({
          name: `lag of a replica (MariaDB, TLS), ${rate} writes a second, a way of ${DELAY_MS} ms; ${Math.round(bytes / WRITES)} bytes a write in ${Math.round((performance.now() - startedMs) / 1000)} s`,
          measured: inMs(seen),
          target: `p99 ≤ ${LAG_TARGET_MS} ms`,
          met: seen.p99 <= LAG_TARGET_MS,
        });
      }
      return measurements;
    } finally {
      await Promise.all([master.close(), replica.close(), relay.close()]);
      await rig.remove();
    }
  },
};
