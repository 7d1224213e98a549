import { type ManyPorts, startManyPorts } from "../network/many-ports.ts";
import { isQuick, often } from "../star/numbers.ts";
import type { MeasurementGroup } from "./types.ts";

const PORTS = often(500, 10);
/** To find with how many requests at a time the bare ones are fastest. */
const TRIAL = often(100, 5);
const CONCURRENCIES = isQuick ? [1, 4] : [1, 2, 4, 8, 16];
const TURNS = often(2, 1);

/** Ports of another site that come all at once: by the connector, and by the bare requests with the concurrency that is best for them; by turns. */
export const networkMany: MeasurementGroup = {
  name: "network many",
  async run(progress) {
    const many = await startManyPorts(progress);
    try {
      // The first ones make tunnels, and caches full.
      await many.byHand(TRIAL, 4);
      await many.byConnector(TRIAL);
      const trials = new Map<number, number>();
      for (const concurrency of CONCURRENCIES) {
        trials.set(concurrency, await rate(TRIAL, many.byHand(TRIAL, concurrency)));
        progress(`${concurrency} at a time: ${trials.get(concurrency)?.toFixed(2)} ports a second`);
      }
      const [best] = [...trials.entries()].reduce((one, other) => (other[1] > one[1] ? other : one));
      const { hand, connector } = await byTurns(many, best, progress);
      const ratio = connector / hand;
      const said = [...trials].map(([concurrency, one]) => `${concurrency}: ${one.toFixed(1)}`).join(", ");
      return [
        {
          name: `${PORTS} ports of another site at once, until the last flow is there`,
          measured: `${ratio.toFixed(2)}  (${connector.toFixed(1)} ports a second; by hand, ${best} at a time, ${hand.toFixed(1)}; ${TRIAL} ports by hand ${said})`,
          target: "≥ 0.9 of the rate by hand with the best concurrency",
          met: ratio >= 0.9,
        },
      ];
    } finally {
      await many.stop();
    }
  },
};

async function byTurns(many: ManyPorts, best: number, progress: (text: string) => void) {
  const tookMs = { hand: 0, connector: 0 };
  for (let turn = 0; turn < TURNS; turn++) {
    tookMs.hand += await many.byHand(PORTS, best);
    progress(`by hand: ${(tookMs.hand / 1000).toFixed(1)} s`);
    tookMs.connector += await many.byConnector(PORTS);
    progress(`by the connector: ${(tookMs.connector / 1000).toFixed(1)} s`);
  }
  const perSecond = (ms: number): number => (TURNS * PORTS * 1000) / ms;
  return { hand: perSecond(tookMs.hand), connector: perSecond(tookMs.connector) };
}

async function rate(ports: number, took: Promise<number>): Promise<number> {
  return (ports * 1000) / (await took);
}
