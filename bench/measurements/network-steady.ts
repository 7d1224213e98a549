import { defaultSettings } from "../../packages/network/connector/index.ts";
import { type LoneConnector, startLoneConnector } from "../network/lone-connector.ts";
import { isQuick, often, pause } from "../star/numbers.ts";
import type { MeasurementGroup } from "./types.ts";

/** Of all ten sites together. */
const SIZES = isQuick ? [100, 500] : [500, 5000, 20_000];
const STEADY = isQuick ? 500 : 5000;
const STEADY_MS = often(120_000, 5000);
const CHANGES = often(200, 20);
const CHANGE_EVERY_MS = 100;

/** What a connector costs: at rest, and for each change, with few ports and with many. */
export const networkSteady: MeasurementGroup = {
  name: "network steady",
  async run(progress) {
    const costs: { readonly ports: number; readonly ms: number; readonly megabytes: number }[] = [];
    for (const ports of SIZES) {
      // Without a look at everything in between: that comes with time and not with changes.
      costs.push({ ports, ...(await withConnector(ports, { passMs: 3_600_000, progress }, costOfChange)) });
    }
    const { passMs } = defaultSettings;
    const { share, megabytes } = await withConnector(STEADY, { passMs, progress }, atRest);
    const [least, most] = [costs.at(0), costs.at(-1)];
    const ratio = (most?.ms ?? Number.NaN) / (least?.ms ?? Number.NaN);
    return [
      {
        name: `a connector of ten sites with ${STEADY} ports at rest, CPU`,
        measured: `${(share * 100).toFixed(2)} % of a core`,
        target: "< 2 %",
        met: share < 0.02,
      },
      {
        name: "the same, resident memory",
        measured: `${megabytes.toFixed(0)} MB`,
        target: "< 300 MB",
        met: megabytes < 300,
      },
      {
        name: "a connector's CPU for a port that comes and goes, with few ports and with many",
        measured: `${ratio.toFixed(2)}  (${costs.map(({ ports, ms, megabytes }) => `${ms.toFixed(1)} ms with ${ports}, then ${megabytes.toFixed(0)} MB`).join(", ")})`,
        target: `≤ 1.5 with ${(most?.ports ?? 0) / (least?.ports ?? 1)} times the ports`,
        met: ratio <= 1.5,
      },
    ];
  },
};

async function withConnector<Result>(
  ports: number,
  { passMs, progress }: { readonly passMs: number; readonly progress: (text: string) => void },
  measure: (connector: LoneConnector) => Promise<Result>,
): Promise<Result> {
  progress(`${ports} ports`);
  const connector = await startLoneConnector(ports, passMs);
  try {
    await untilQuiet(connector, progress);
    progress("measures");
    return await measure(connector);
  } finally {
    connector.stop();
  }
}

/** After its start a connector tells the hosts of every remote port anew. */
async function untilQuiet(connector: LoneConnector, progress: (text: string) => void): Promise<void> {
  for (let before = -1; before !== connector.calls(); await pause(4000)) {
    before = connector.calls();
    progress(`${before} calls`);
  }
}

/** Half of them elsewhere and half here; what it costs to rest is taken off. */
async function costOfChange(connector: LoneConnector): Promise<{ readonly ms: number; readonly megabytes: number }> {
  const spend = async (change: (index: number) => void): Promise<number> => {
    const { cpuMs } = await connector.usage();
    for (let index = 0; index < CHANGES; index++) {
      change(index);
      await pause(CHANGE_EVERY_MS);
    }
    await pause(4000);
    return (await connector.usage()).cpuMs - cpuMs;
  };
  // Once before, as Node makes a program faster that has run for a while.
  for (let index = 2 * CHANGES; index < 3 * CHANGES; index++) connector.changeHere(index, true);
  await pause(6000);
  const idleMs = await spend(() => {});
  const come = await spend((index) =>
    index % 2 === 0 ? connector.changeElsewhere(index, true) : connector.changeHere(index, true),
  );
  // No more than a site may lose in ten minutes.
  const go = await spend((index) =>
    index % 2 === 0 ? connector.changeElsewhere(index, index >= CHANGES * 0.9) : connector.changeHere(index, false),
  );
  const { residentBytes } = await connector.usage();
  return { ms: (come + go - 2 * idleMs) / CHANGES, megabytes: residentBytes / 1e6 };
}

async function atRest(connector: LoneConnector): Promise<{ readonly share: number; readonly megabytes: number }> {
  const before = await connector.usage();
  const startedMs = performance.now();
  await pause(STEADY_MS);
  const after = await connector.usage();
  return {
    share: (after.cpuMs - before.cpuMs) / (performance.now() - startedMs),
    megabytes: after.residentBytes / 1e6,
  };
}
