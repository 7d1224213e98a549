import { validationRequest } from "../load/http-load.ts";
import { type BenchServer, startServer } from "../servers/child.ts";
import { type CpuMeasurement, measureCpu } from "./cpu-per-request.ts";
import { INTERVAL_MS, type MeasurementGroup, median, ROUNDS } from "./types.ts";

const CONNECTIONS = 32;
/** Services present the same few tokens again and again: their own, and those of the users of the moment. */
const CACHED_TOKENS = 50;
const UNCACHED_TOKENS_PER_ROUND = 6000;

/** Validation against a bare Fastify that returns the same bytes. */
export const validation: MeasurementGroup = {
  name: "validation",
  async run(progress) {
    const identity = await startServer("./identity.ts", { cacheEntries: 20_000, passwordHashRounds: 4 });
    const callers = (await identity.ask("issue", 1)) as string[];
    const caller = callers[0] as string;
    const subjects = (await identity.ask("issue", CACHED_TOKENS)) as string[];
    const body = await fetchBody(identity, caller, subjects[0] as string);
    const bare = await startServer("./bare-fastify.ts", { body });
    const node = await startServer("./identity.ts", { cacheEntries: 20_000, passwordHashRounds: 4, star: true });
    const [nodeCaller = "", ...nodeSubjects] = (await node.ask("issue", CACHED_TOKENS + 1)) as string[];
    try {
      const rounds = {
        bare: [] as CpuMeasurement[],
        cached: [] as CpuMeasurement[],
        written: [] as CpuMeasurement[],
        uncached: [] as CpuMeasurement[],
        node: [] as CpuMeasurement[],
        nodeWithFacts: [] as CpuMeasurement[],
      };
      const cycled = cycle(subjects.map((subject) => validationRequest(caller, subject)));
      const load = { connections: CONNECTIONS, durationMs: INTERVAL_MS, nextRequest: cycled };
      await measureCpu(bare, load);
      await measureCpu(identity, load);
      const nodeLoad = { ...load, nextRequest: cycle(nodeSubjects.map((subject) => validationRequest(nodeCaller, subject))) };
      await measureCpu(node, nodeLoad);
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`round ${round} of ${ROUNDS}`);
        rounds.bare.push(await measureCpu(bare, load));
        rounds.cached.push(await measureCpu(identity, load));
        rounds.node.push(await measureCpu(node, nodeLoad));
        await node.ask("factsPerSecond", 10);
        rounds.nodeWithFacts.push(await measureCpu(node, nodeLoad));
        await node.ask("factsPerSecond", 0);
        await identity.ask("writesPerSecond", 10);
        rounds.written.push(await measureCpu(identity, load));
        await identity.ask("writesPerSecond", 0);
        const fresh = (await identity.ask("issueForUsers", UNCACHED_TOKENS_PER_ROUND)) as string[];
        const requests = fresh.map((subject) => validationRequest(caller, subject));
        rounds.uncached.push(await measureCpu(identity, { ...load, durationMs: 60_000, nextRequest: () => requests.pop() }));
      }
      const cost = (measured: readonly CpuMeasurement[]): number =>
        median(measured.map((each) => each.cpuMicrosecondsPerRequest));
      const ratio = (measured: readonly CpuMeasurement[]): number => cost(rounds.bare) / cost(measured);
      const words = (measured: readonly CpuMeasurement[]): string =>
        `${ratio(measured).toFixed(2)}  (${cost(measured).toFixed(1)} against ${cost(rounds.bare).toFixed(1)} µs CPU)`;
      return [
        {
          name: `cached, ${Math.round(body.length / 1000)} kB body`,
          measured: words(rounds.cached),
          target: "≥ 0.90 of bare Fastify",
          met: ratio(rounds.cached) >= 0.9,
        },
        {
          name: "cached, 10 unrelated writes a second",
          measured: words(rounds.written),
          target: "≥ 0.80 of bare Fastify",
          met: ratio(rounds.written) >= 0.8,
        },
        {
          name: "cached, at a node of a star",
          measured: words(rounds.node),
          target: "≥ 0.80 of bare Fastify",
          met: ratio(rounds.node) >= 0.8,
        },
        {
          name: "the same, 10 unrelated facts a second",
          measured: words(rounds.nodeWithFacts),
          target: "≥ 0.80 of bare Fastify",
          met: ratio(rounds.nodeWithFacts) >= 0.8,
        },
        {
          name: "uncached on SQLite, each token of another user",
          measured: words(rounds.uncached),
          target: "≥ 0.50 of bare Fastify",
          met: ratio(rounds.uncached) >= 0.5,
        },
      ];
    } finally {
      await bare.stop();
      await identity.stop();
      await node.stop();
    }
  },
};

export function cycle<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => items[index++ % items.length] as Item;
}

/** One answer's body, by an ordinary request. */
export async function fetchBody(server: BenchServer, caller: string, subject: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/v3/auth/tokens`, {
    headers: { "X-Auth-Token": caller, "X-Subject-Token": subject },
  });
  if (answer.status !== 200) throw new Error(`validation answered ${answer.status}`);
  return answer.text();
}
