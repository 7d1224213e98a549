import { create, send, tokenOf } from "../star/client.ts";
import { inMs, often, pause, quantiles } from "../star/numbers.ts";
import { ADMIN, type BenchStar, startBenchStar } from "../star/star.ts";
import { type Measurement, type MeasurementGroup, median } from "./types.ts";

const DELAY_MS = 50;
/** Ways from the writer: these replicas follow the other master. */
const WAYS: Readonly<Record<string, number>> = { "north-2": 2, "south-2": 2 };
const WRITER = "east-1";
const REPLICA = "north-1";
/** Writes a second while the lag is measured: an operator's, and a busy hour's. */
const RATES = [3, 20];
const LAG_WRITES = often(300, 12);
const FORWARDS = often(100, 5);

/** On the embedded engine: how far replicas are behind, and what it costs to write at one of them. */
export const starLag: MeasurementGroup = {
  name: "star lag",
  async run(progress) {
    const star = await startBenchStar(progress);
    try {
      star.setDelay(DELAY_MS);
      await pause(2000);
      const measurements: Measurement[] = [];
      let lagMs = Number.NaN;
      for (const rate of RATES) {
        progress(`${LAG_WRITES} changes, ${rate} a second`);
        const lags = await measureLag(star, rate);
        for (const [name, each] of lags) {
          const seen = quantiles(each);
          const ways = WAYS[name] ?? 1;
          const targetMs = 1.2 * ways * DELAY_MS + 20;
          if (name === REPLICA && Number.isNaN(lagMs)) lagMs = seen.p50;
          measurements.push({
            name: `lag of ${name} (embedded), ${rate} changes a second, ${ways} link${ways > 1 ? "s" : ""} of ${DELAY_MS} ms`,
            measured: inMs(seen),
            target: `p99 ≤ ${targetMs} ms`,
            met: seen.p99 <= targetMs,
          });
        }
      }
      measurements.push(await compareForwarded(star, lagMs, progress));
      return measurements;
    } finally {
      await star.remove();
    }
  },
};

/** From the commit at the writer until the change is in the replica's file, of rows that are written past the service. */
async function measureLag(star: BenchStar, perSecond: number): Promise<ReadonlyMap<string, number[]>> {
  const writer = star.node(WRITER);
  const queries = writer.service()?.identity.database.query;
  const position = writer.running()?.agent.ports.replication;
  if (queries === undefined || position === undefined) throw new Error("the writer does not run");
  const lags = new Map<string, number[]>();
  const underWay: Promise<void>[] = [];
  for (let made = 0; made < LAG_WRITES; made++) {
    const id = `lag-${perSecond}-${made}`;
    await queries.insertInto("region").values({ id, description: "", parent_region_id: null, extra: "{}" }).execute();
    const committedMs = performance.now();
    const wanted = await position.position();
    for (const { name, running } of star.nodes.values()) {
      if (name === WRITER) continue;
      const arrive = async (): Promise<void> => {
        if (!(await running()?.agent.ports.replication.waitFor(wanted, 10_000))) throw new Error(`${name} is 10 s behind`);
        lags.set(name, [...(lags.get(name) ?? []), performance.now() - committedMs]);
      };
      underWay.push(arrive());
    }
    // Never in step with anything else.
    await pause((1000 / perSecond) * (0.5 + ((made * 7919) % 1000) / 1000));
  }
  await Promise.all(underWay);
  return lags;
}

/** The same change, asked for at a replica and at the master, by turns. */
async function compareForwarded(star: BenchStar, lagMs: number, progress: (text: string) => void): Promise<Measurement> {
  const token = await tokenOf(star.node(REPLICA).endpoint, ADMIN);
  const times = { there: [] as number[], here: [] as number[] };
  const write = async (node: string, id: string): Promise<number> => {
    const startedMs = performance.now();
    await create(star.node(node).endpoint, token, "/regions", { region: { id } });
    return performance.now() - startedMs;
  };
  await write(REPLICA, "warm-replica");
  await write(WRITER, "warm-master");
  for (let made = 0; made < FORWARDS; made++) {
    if (made % 20 === 0) progress(`forwarded write ${made} of ${FORWARDS}`);
    times.there.push(await write(WRITER, `there-${made}`));
    await pause(150 + ((made * 31) % 100));
    const id = `here-${made}`;
    times.here.push(await write(REPLICA, id));
    for (const { endpoint } of star.ofSite("north")) {
      const { status } = await send(endpoint, "GET", `/regions/${id}`, { "x-auth-token": token });
      if (status !== 200) throw new Error(`what was written at ${REPLICA} is not to be read in its site`);
    }
    await pause(150 + ((made * 37) % 100));
  }
  const expectedMs = median(times.there) + 2 * DELAY_MS + lagMs;
  const ratio = median(times.here) / expectedMs;
  return {
    name: `forwarded write (embedded), links of ${DELAY_MS} ms`,
    measured: `${ratio.toFixed(2)}  (${median(times.here).toFixed(0)} ms against ${median(times.there).toFixed(0)} at the master + ${2 * DELAY_MS} + lag ${lagMs.toFixed(0)}; p99 ${quantiles(times.here).p99.toFixed(0)})`,
    target: "≤ 1.1",
    met: ratio <= 1.1,
  };
}
