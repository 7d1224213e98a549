import { type MiddlewareService, startMiddlewareService } from "../../rig/middleware/index.ts";
import { type Answer, create, revoke, send, tokenOf, type User } from "../star/client.ts";
import { inMs, often, pause, quantiles } from "../star/numbers.ts";
import { ADMIN, type BenchStar, startBenchStar } from "../star/star.ts";
import { createUsers } from "../star/users.ts";
import type { Measurement, MeasurementGroup } from "./types.ts";

const DELAY_MS = 50;
const DEFAULT_SECONDS = 300;
const SHORT_SECONDS = 10;
const TOKENS = often(100, 6);
/** What is due to replication and to the load of the machine, on top of the cache's time. */
const SLACK_MS = 1500;

/** What a service behind keystonemiddleware at another site makes of a revoked token. */
export const starMiddleware: MeasurementGroup = {
  name: "star middleware",
  async run(progress) {
    const star = await startBenchStar(progress);
    const services: MiddlewareService[] = [];
    try {
      const [user] = await createUsers(star, 1, "north-1");
      if (user === undefined) throw new Error("no user was made");
      const start = await accountAt(star, "south-1");
      star.setDelay(DELAY_MS);
      const measure = async (seconds: number | undefined, name: string, boundMs: number): Promise<Measurement> => {
        const service = await start(seconds);
        services.push(service);
        progress(name);
        const seen = quantiles(await refusedAfter(star, service, user, (seconds ?? DEFAULT_SECONDS) * 1000));
        return { name, measured: inMs(seen), target: `bound ${boundMs / 1000} s + 1 s`, met: seen.max <= boundMs + SLACK_MS };
      };
      return await Promise.all([
        measure(-1, "revoked at north, refused by a service at south, token_cache_time -1 (no cache)", 0),
        measure(SHORT_SECONDS, `the same, token_cache_time ${SHORT_SECONDS}`, SHORT_SECONDS * 1000),
        ...(process.env.MULTISITE_BENCH_QUICK === undefined
          ? [measure(undefined, `the same, default token_cache_time of ${DEFAULT_SECONDS}`, DEFAULT_SECONDS * 1000)]
          : []),
      ]);
    } finally {
      for (const service of services) await service.stop();
      await star.remove();
    }
  },
};

/** Makes the account of a service, and gives what starts such services at that node. */
async function accountAt(star: BenchStar, node: string): Promise<(seconds: number | undefined) => Promise<MiddlewareService>> {
  const { endpoint } = star.node("east-1");
  const admin = await tokenOf(endpoint, ADMIN);
  const project = await create(endpoint, admin, "/projects", { project: { name: "service" } });
  const id = await create(endpoint, admin, "/users", { user: { name: "nova", password: "pw" } });
  const listed = await send(endpoint, "GET", "/roles?name=admin", { "x-auth-token": admin });
  const role = (JSON.parse(listed.text) as { roles: { id: string }[] }).roles[0]?.id;
  await send(endpoint, "PUT", `/projects/${project}/users/${id}/roles/${role}`, { "x-auth-token": admin });
  // So that the service finds its identity service by any catalog.
  const own = star.node(node).endpoint;
  return (seconds) =>
    startMiddlewareService({
      identityUrl: own.replace(/\/v3$/, ""),
      username: "nova",
      password: "pw",
      project: "service",
      settings: { service_type: "", ...(seconds === undefined ? {} : { token_cache_time: seconds }) },
    });
}

/** Tokens that the service has seen over the time of its cache are revoked at another site; how long it takes each of them. */
async function refusedAfter(
  star: BenchStar,
  service: MiddlewareService,
  user: User,
  cacheMs: number,
): Promise<readonly number[]> {
  const call = (token: string): Promise<Answer> => send(service.url, "GET", "/", { "x-auth-token": token });
  const tokens: string[] = [];
  for (let made = 0; made < TOKENS; made++) {
    const token = await tokenOf(star.node("north-1").endpoint, user);
    const { status, text } = await call(token);
    if (status !== 200) throw new Error(`a good token was refused by the service: ${status} ${text}\n${service.logTail()}`);
    tokens.push(token);
    await pause(Math.max(0, cacheMs - 2000) / TOKENS);
  }
  return Promise.all(
    tokens.map(async (token, index) => {
      // All at once, but for the time that a revocation takes here.
      await pause(index * 2);
      await revoke(star.node("north-1").endpoint, token);
      const revokedMs = performance.now();
      while ((await call(token)).status === 200) await pause(Math.min(200, 20 + cacheMs / 100));
      return performance.now() - revokedMs;
    }),
  );
}
