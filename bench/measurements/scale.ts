import { validationRequest } from "../load/http-load.ts";
import { type BenchServer, startServer } from "../servers/child.ts";
import { type CpuMeasurement, measureCpu } from "./cpu-per-request.ts";
import { type MeasurementGroup, median, ROUNDS } from "./types.ts";

const POPULATION = { users: 100_000, projects: 10_000, assignments: 300_000 };
const TOKENS = 4000;
const MEGABYTE = 1024 * 1024;

/** A large operator's database against a small one. */
export const scale: MeasurementGroup = {
  name: "scale",
  async run(progress) {
    progress("filling a database with 100,000 users, 10,000 projects, 300,000 assignments");
    const settings = { cacheEntries: 20_000, passwordHashRounds: 4 };
    const large = await startServer("./identity.ts", { ...settings, population: POPULATION });
    const small = await startServer("./identity.ts", settings);
    try {
      const rounds = { large: [] as CpuMeasurement[], small: [] as CpuMeasurement[] };
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`uncached validation, round ${round} of ${ROUNDS}`);
        rounds.large.push(await validateFresh(large));
        rounds.small.push(await validateFresh(small));
      }
      const cost = (measured: readonly CpuMeasurement[]): number =>
        median(measured.map((each) => each.cpuMicrosecondsPerRequest));
      const ratio = cost(rounds.large) / cost(rounds.small);
      const residentMegabytes = (await large.residentBytes()) / MEGABYTE;
      progress("listing 100,000 users");
      const extraMegabytes = await listUsers(large);
      const readyMs = Number(large.ready.startToReadyMs);
      return [
        {
          name: "uncached validation, large against small database",
          measured: `${ratio.toFixed(2)} times (${cost(rounds.large).toFixed(1)} against ${cost(rounds.small).toFixed(1)} µs CPU)`,
          target: "≤ 1.3 times",
          met: ratio <= 1.3,
        },
        {
          name: "large database, start to ready",
          measured: `${readyMs.toFixed(0)} ms`,
          target: "< 2000 ms",
          met: readyMs < 2000,
        },
        {
          name: "large database, resident memory",
          measured: `${residentMegabytes.toFixed(0)} MB`,
          target: "< 400 MB",
          met: residentMegabytes < 400,
        },
        {
          name: "listing 100,000 users, extra memory",
          measured: `${extraMegabytes.toFixed(0)} MB`,
          target: "≤ 150 MB",
          met: extraMegabytes <= 150,
        },
      ];
    } finally {
      await large.stop();
      await small.stop();
    }
  },
};

async function validateFresh(server: BenchServer): Promise<CpuMeasurement> {
  const [caller = "", ...subjects] = (await server.ask("issue", TOKENS + 1)) as string[];
  const requests = subjects.map((subject) => validationRequest(caller, subject));
  return measureCpu(server, { connections: 32, durationMs: 60_000, nextRequest: () => requests.pop() });
}

/** How much the server's resident memory grows at most while it sends the list; checks that all users came. */
async function listUsers(server: BenchServer): Promise<number> {
  const [token = ""] = (await server.ask("issue", 1)) as string[];
  const beforeBytes = await server.residentBytes();
  let highestBytes = beforeBytes;
  const watch = setInterval(async () => {
    highestBytes = Math.max(highestBytes, await server.residentBytes());
  }, 20);
  const answer = await fetch(`http://127.0.0.1:${server.port}/v3/users`, { headers: { "X-Auth-Token": token } });
  const { users } = (await answer.json()) as { users: unknown[] };
  clearInterval(watch);
  if (users.length < POPULATION.users) throw new Error(`the list has ${users.length} users only`);
  return (Math.max(highestBytes, await server.residentBytes()) - beforeBytes) / MEGABYTE;
}
