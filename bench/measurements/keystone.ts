import { readFileSync } from "node:fs";
import { startKeystone } from "../../rig/keystone/index.ts";
import { startMariadb } from "../../rig/mariadb.ts";
import { sendLoad, validationRequest } from "../load/http-load.ts";
import { startServer } from "../servers/child.ts";
import { measureCpu } from "./cpu-per-request.ts";
import { INTERVAL_MS, type MeasurementGroup, median, ROUNDS } from "./types.ts";
import { cycle } from "./validation.ts";

/** Clock ticks of /proc, in microseconds. */
const TICK_MICROSECONDS = 10_000;

/** Processor time of a validation against a real Keystone with its cache on, in the same run. */
export const keystone: MeasurementGroup = {
  name: "real Keystone",
  async run(progress) {
    progress("starting a real Keystone with memcached and two uWSGI processes");
    const mariadb = await startMariadb();
    const real = await startKeystone({ mariadb, cache: "memcached", processes: 2 });
    const identity = await startServer("./identity.ts", { cacheEntries: 1000, passwordHashRounds: 4 });
    try {
      const realToken = await loginAt(real.url, real.adminPassword);
      const realLoad = {
        port: real.port,
        connections: 4,
        durationMs: INTERVAL_MS,
        nextRequest: () => validationRequest(realToken, realToken),
      };
      const [caller = "", ...subjects] = (await identity.ask("issue", 100)) as string[];
      const ours = cycle(subjects.map((subject) => validationRequest(caller, subject)));
      await sendLoad(realLoad);
      const ratios: number[] = [];
      const costs: string[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`round ${round} of ${ROUNDS}`);
        const before = childTicks(real.pid);
        const result = await sendLoad(realLoad);
        const realMicroseconds = ((childTicks(real.pid) - before) * TICK_MICROSECONDS) / result.requests;
        const own = await measureCpu(identity, { connections: 4, durationMs: INTERVAL_MS, nextRequest: ours });
        ratios.push(realMicroseconds / own.cpuMicrosecondsPerRequest);
        costs.push(`${own.cpuMicrosecondsPerRequest.toFixed(1)} µs against ${(realMicroseconds / 1000).toFixed(1)} ms`);
      }
      const ratio = median(ratios);
      return [
        {
          name: "CPU of a cached validation against real Keystone",
          measured: `1/${ratio.toFixed(0)}  (${costs[ratios.indexOf(ratio)]})`,
          target: "≤ 1/250",
          met: ratio >= 250,
        },
      ];
    } finally {
      await identity.stop();
      await real.stop();
      await mariadb.stop();
    }
  },
};

/** Processor ticks of a process's children, which are uWSGI's workers. */
function childTicks(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
  return [pid, ...children].reduce((sum, child) => {
    const fields = readFileSync(`/proc/${child}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return sum + Number(fields[11]) + Number(fields[12]);
  }, 0);
}

async function loginAt(url: string, password: string): Promise<string> {
  const user = { name: "admin", domain: { id: "default" }, password };
  const scope = { project: { name: "admin", domain: { id: "default" } } };
  const answer = await fetch(`${url}/v3/auth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ auth: { identity: { methods: ["password"], password: { user } }, scope } }),
  });
  return answer.headers.get("X-Subject-Token") ?? "";
}
