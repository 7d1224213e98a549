import { revoke, tokenOf, validate } from "../star/client.ts";
import { inMs, often, pause, quantiles } from "../star/numbers.ts";
import { ADMIN, type BenchStar, startBenchStar } from "../star/star.ts";
import { createUsers } from "../star/users.ts";
import type { Measurement, MeasurementGroup } from "./types.ts";

const TIMES = often(100, 5);
const DELAYS_MS = [0, 50];
/** How closely it is watched. */
const LOOK_MS = 4;
/** The time of the ways there are (site to master to site) and what is due to the looks for news, ten times. */
const BOUND_MS = 1000;

/** From the answer to a revocation at a replica site until every node of another site refuses the token. */
export const starRevocation: MeasurementGroup = {
  name: "star revocation",
  async run(progress) {
    const star = await startBenchStar(progress);
    try {
      const [user] = await createUsers(star, 1, "north-1");
      if (user === undefined) throw new Error("no user was made");
      const measurements: Measurement[] = [];
      for (const delayMs of DELAYS_MS) {
        star.setDelay(delayMs);
        await pause(delayMs * 20);
        measurements.push(...(await measure(star, user, delayMs, progress)));
      }
      return measurements;
    } finally {
      await star.remove();
    }
  },
};

async function measure(
  star: BenchStar,
  user: Parameters<typeof tokenOf>[1],
  delayMs: number,
  progress: (text: string) => void,
): Promise<readonly Measurement[]> {
  const { endpoint: here } = star.node("north-1");
  const caller = await tokenOf(here, ADMIN);
  const latencies = new Map<string, number[]>();
  for (let time = 1; time <= TIMES; time++) {
    if (time % 20 === 0) progress(`revocation ${time} of ${TIMES}, links of ${delayMs} ms`);
    const token = await tokenOf(here, user);
    for (const { name, endpoint } of star.nodes.values()) {
      if ((await validate(endpoint, caller, token)) !== 200) throw new Error(`a good token is refused at ${name}`);
    }
    // At another moment of whatever happens now and then.
    await pause(7 * (time % 13));
    await revoke(here, token);
    const revokedMs = performance.now();
    const refusedAfterMs = async (endpoint: string): Promise<number> => {
      while ((await validate(endpoint, caller, token)) === 200) await pause(LOOK_MS);
      return performance.now() - revokedMs;
    };
    const sites = [...new Set([...star.nodes.values()].map(({ site }) => site))];
    await Promise.all(
      sites.map(async (site) => {
        const ofNodes = await Promise.all(star.ofSite(site).map(({ endpoint }) => refusedAfterMs(endpoint)));
        latencies.set(site, [...(latencies.get(site) ?? []), Math.max(...ofNodes)]);
      }),
    );
  }
  return [...latencies].map(([site, each]) => {
    const seen = quantiles(each);
    return {
      name: `revoked at north, refused at all of ${site}, links of ${delayMs} ms`,
      measured: inMs(seen),
      target: "said",
      met: seen.max < BOUND_MS,
    };
  });
}
