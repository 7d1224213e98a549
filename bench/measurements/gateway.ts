import { sendLoad, validationRequest } from "../load/http-load.ts";
import { type PacedResult, sendPaced } from "../load/paced-load.ts";
import { startServer } from "../servers/child.ts";
import { type CpuMeasurement, measureCpu } from "./cpu-per-request.ts";
import { INTERVAL_MS, type Measurement, type MeasurementGroup, median } from "./types.ts";

const CONNECTIONS = 32;
/** As large as a token's body with 54 endpoints. */
const BODY = JSON.stringify({ token: "x".repeat(10_000) });
const EACH = 1000;
/** So that a short run sees several. */
const PROBE_EVERY_MS = 100;
const PAIRS = 5;
const ROUNDS_OF_PAIR = 3;
const DEATHS = 5;
const PER_SECOND = 200;

/** The gateway against the least proxy that Node can be, and what its clients notice when a node dies. */
export const gateway: MeasurementGroup = {
  name: "gateway",
  async run(progress) {
    const measurements: Measurement[] = [await compareCpu(progress)];
    measurements.push(await countInterSite(progress));
    measurements.push(await killNodes("SIGKILL", "killed", progress));
    measurements.push(await killNodes("SIGSTOP", "hung", progress));
    return measurements;
  },
};

interface CpuRound {
  readonly bare: CpuMeasurement;
  readonly subject: CpuMeasurement;
}

/** What Node makes of a program differs from one process to the next: several pairs of fresh ones are compared. */
async function compareCpu(progress: (text: string) => void): Promise<Measurement> {
  const rounds: CpuRound[] = [];
  for (let pair = 1; pair <= PAIRS; pair++)
    rounds.push(...(await comparePair((round) => progress(`pair ${pair} of ${PAIRS}, round ${round}`))));
  const cost = (side: keyof CpuRound): number => median(rounds.map((each) => each[side].cpuMicrosecondsPerRequest));
  // Of each round, as what else the machine does changes from one to the next.
  const ratios = rounds.map(({ bare, subject }) => subject.cpuMicrosecondsPerRequest / bare.cpuMicrosecondsPerRequest);
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} of ${rounds.length}`;
  return {
    name: "gateway, CPU of a validation of 10 kB",
    measured: `${ratio.toFixed(2)}, ${range}  (${cost("subject").toFixed(1)} against ${cost("bare").toFixed(1)} µs CPU)`,
    target: "≤ 1.3 of a bare Node proxy",
    met: ratio <= 1.3,
  };
}

async function comparePair(progress: (round: number) => void): Promise<CpuRound[]> {
  const own = await startServer("./bare-fastify.ts", { body: BODY });
  const bare = await startServer("./bare-proxy.ts", { upstreamPort: own.port });
  const endpoints = [{ site: "own", url: `http://127.0.0.1:${own.port}` }];
  const subject = await startServer("./gateway.ts", { endpoints });
  const load = {
    connections: CONNECTIONS,
    durationMs: INTERVAL_MS,
    nextRequest: () => validationRequest("caller-token", "subject-token"),
  };
  try {
    for (const server of [bare, subject]) await measureCpu(server, load);
    const rounds: CpuRound[] = [];
    for (let round = 1; round <= ROUNDS_OF_PAIR; round++) {
      progress(round);
      rounds.push({ bare: await measureCpu(bare, load), subject: await measureCpu(subject, load) });
    }
    return rounds;
  } finally {
    for (const server of [subject, bare, own]) await server.stop();
  }
}

interface Status {
  readonly endpoints: readonly {
    readonly requests: number;
    readonly probes: number;
    readonly bytesSent: number;
    readonly bytesReceived: number;
  }[];
}

/** What leaves the site while its own node answers: nothing but probes, and so much an hour. */
async function countInterSite(progress: (text: string) => void): Promise<Measurement> {
  progress("bytes to another site");
  const nodes = [await startServer("./bare-fastify.ts", { body: BODY }), await startServer("./bare-fastify.ts", { body: BODY })];
  const endpoints = nodes.map(({ port }, index) => ({ site: index === 0 ? "own" : "far", url: `http://127.0.0.1:${port}` }));
  const subject = await startServer("./gateway.ts", { endpoints, health: { probe_remote_every_ms: PROBE_EVERY_MS } });
  try {
    let left = EACH;
    const nextRequest = (): string | undefined => (left-- > 0 ? validationRequest("caller-token", "subject-token") : undefined);
    await sendLoad({ port: subject.port, connections: 4, durationMs: 60_000, nextRequest });
    for (let login = 0; login < EACH; login++) {
      await (await fetch(`http://127.0.0.1:${subject.port}/v3/auth/tokens`, { method: "POST", body: "{}" })).arrayBuffer();
    }
    const { endpoints: counted } = (await subject.ask("status")) as Status;
    const far = counted[1] ?? { requests: Number.NaN, probes: 0, bytesSent: 0, bytesReceived: 0 };
    const probeBytes = (far.bytesSent + far.bytesReceived) / far.probes;
    // One every thirty seconds, as it is by default.
    const perHour = Math.round((probeBytes * 120) / 1000);
    return {
      name: `gateway, calls to another site for ${EACH} validations and ${EACH} logins`,
      measured: `${far.requests}; a probe is ${probeBytes.toFixed(0)} bytes, ${perHour} kB an hour for each node of another site`,
      target: "none on the way of a request",
      met: far.requests === 0,
    };
  } finally {
    for (const server of [subject, ...nodes]) await server.stop();
  }
}

/** Ends the own site's node in the middle of a steady load, so many times; each time another site's node is there. */
async function killNodes(signal: "SIGKILL" | "SIGSTOP", what: string, progress: (text: string) => void): Promise<Measurement> {
  const results: PacedResult[] = [];
  for (let death = 1; death <= DEATHS; death++) {
    progress(`node ${what}, ${death} of ${DEATHS}`);
    const [own, far] = [
      await startServer("./bare-fastify.ts", { body: BODY }),
      await startServer("./bare-fastify.ts", { body: BODY }),
    ];
    const endpoints = [
      { site: "own", url: `http://127.0.0.1:${own.port}` },
      { site: "far", url: `http://127.0.0.1:${far.port}` },
    ];
    const subject = await startServer("./gateway.ts", { endpoints });
    try {
      const headers = { "x-auth-token": "caller-token", "x-subject-token": "subject-token" };
      const load = sendPaced({ port: subject.port, path: "/v3/auth/tokens", headers, perSecond: PER_SECOND, durationMs: 5000 });
      await new Promise((resolve) => setTimeout(resolve, 2000 + death * 7));
      own.signal(signal);
      results.push(await load);
    } finally {
      for (const server of [subject, own, far]) await server.stop();
    }
  }
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  const sent = results.reduce((sum, each) => sum + each.sent, 0);
  const gapMs = Math.max(...results.map(({ longestGapMs }) => longestGapMs));
  const slowestMs = Math.max(...results.map(({ slowestMs: slowest }) => slowest));
  return {
    name: `gateway, own node ${what} at ${PER_SECOND} reads a second`,
    measured: `gap of ${gapMs.toFixed(0)} ms at most, ${failed} of ${sent} failed, slowest ${slowestMs.toFixed(0)} ms`,
    target: "gap < 1000 ms, none failed",
    met: gapMs < 1000 && failed === 0,
  };
}
