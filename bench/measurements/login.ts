import { hash, verify } from "@node-rs/bcrypt";
import { sendLoad, validationRequest } from "../load/http-load.ts";
import { startServer } from "../servers/child.ts";
import { ADMIN_PASSWORD } from "../servers/site.ts";
import { measureCpu } from "./cpu-per-request.ts";
import { type MeasurementGroup, median } from "./types.ts";
import { cycle } from "./validation.ts";

const COST = 12;
const LOGINS = 12;
const ROUNDS = 3;

/** Password login against the bare bcrypt check, and what a storm of logins does to validation beside it. */
export const login: MeasurementGroup = {
  name: "login",
  async run(progress) {
    const identity = await startServer("./identity.ts", { cacheEntries: 1000, passwordHashRounds: COST });
    try {
      const request = loginRequest(String(identity.ready.userId), String(identity.ready.projectId));
      const ratios: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`login round ${round} of ${ROUNDS}`);
        let left = LOGINS;
        const nextRequest = (): string | undefined => (left-- > 0 ? request : undefined);
        const measured = await measureCpu(identity, { connections: 1, durationMs: 600_000, nextRequest }, "201");
        ratios.push(measured.cpuMicrosecondsPerRequest / (await bcryptMicroseconds()));
      }
      progress("a storm of logins beside validations");
      const [caller = "", ...subjects] = (await identity.ask("issue", 100)) as string[];
      const validations = {
        port: identity.port,
        connections: 4,
        durationMs: 6000,
        nextRequest: cycle(subjects.map((subject) => validationRequest(caller, subject))),
      };
      await sendLoad(validations);
      const idle = await sendLoad(validations);
      const [stormy] = await Promise.all([
        sendLoad(validations),
        sendLoad({ port: identity.port, connections: 16, durationMs: 6000, nextRequest: () => request }),
      ]);
      const ratio = median(ratios);
      const latency = stormy.p99Ms / idle.p99Ms;
      return [
        {
          name: `password login, bcrypt cost ${COST}`,
          measured: `${ratio.toFixed(2)} of the bare check's CPU`,
          target: "≤ 1.10",
          met: ratio <= 1.1,
        },
        {
          name: "validation p99 in a login storm",
          measured: `${latency.toFixed(1)} times idle (${stormy.p99Ms.toFixed(2)} against ${idle.p99Ms.toFixed(2)} ms)`,
          target: "≤ 3 times",
          met: latency <= 3,
        },
      ];
    } finally {
      await identity.stop();
    }
  },
};

async function bcryptMicroseconds(): Promise<number> {
  const stored = await hash(ADMIN_PASSWORD, { cost: COST });
  const before = process.cpuUsage();
  for (let check = 0; check < LOGINS; check++) await verify(ADMIN_PASSWORD, stored);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / LOGINS;
}

function loginRequest(userId: string, projectId: string): string {
  const identity = { methods: ["password"], password: { user: { id: userId, password: ADMIN_PASSWORD } } };
  const body = JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } });
  return `POST /v3/auth/tokens HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
