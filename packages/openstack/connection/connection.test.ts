import { createSimulatedClock, systemClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { createSystemTransport } from "@multisite/kernel/transport";
import { describe, expect, test } from "vitest";
import { type Cloud, loadCloud } from "../clouds/index.ts";
import { type Asked, type Reply, startTestServer } from "../testing/index.ts";
import { createConnection } from "./index.ts";

const QUICK = { timeoutMs: 2000, deadlineMs: 5000, maxAttempts: 4, firstDelayMs: 1, maxDelayMs: 4 };

/** A site whose identity service gives tokens `t1`, `t2`, ..., each valid for an hour, and whose Neutron answers as a test says. */
async function startSite(
  neutron: (asked: Asked, token: unknown) => Reply,
  login: (count: number) => Reply | undefined = () => undefined,
) {
  const clock = { ...systemClock, nowMs: createSimulatedClock().nowMs };
  let logins = 0;
  const site = await startTestServer((asked) => {
    if (asked.path !== "/v3/auth/tokens") return neutron(asked, asked.headers["x-auth-token"]);
    logins++;
    const endpoint = (region: string, kind: string): object => ({
      interface: kind,
      region,
      region_id: region,
      url: `${site.url}/${region}/${kind}`,
    });
    const endpoints = ["One", "Two"].flatMap((region) => [endpoint(region, "public"), endpoint(region, "internal")]);
    const token = { expires_at: new Date(clock.nowMs() + 3_600_000).toISOString(), catalog: [{ type: "network", endpoints }] };
    return login(logins) ?? { status: 201, headers: { "x-subject-token": `t${logins}` }, body: { token } };
  });
  const cloud = (environment: Record<string, string> = {}): Cloud =>
    loadCloud({
      environment: { OS_AUTH_URL: site.url, OS_USERNAME: "ann", OS_PASSWORD: "s3cr3t", ...environment },
      workingDirectory: "/nonexistent",
      homeDirectory: "/nonexistent",
    });
  const connect = (environment?: Record<string, string>) =>
    createConnection(cloud(environment), {
      transport: createSystemTransport(),
      clock,
      random: createSeededRandom(1),
      policy: QUICK,
    });
  return { site, connect, logins: () => logins, [Symbol.asyncDispose]: () => site[Symbol.asyncDispose]() };
}

const list = { method: "GET", path: "/ports" };

describe("a connection", () => {
  test("logs in once for many calls, and asks the endpoint of its region and interface", async () => {
    await using one = await startSite(() => ({ status: 200, body: { ports: [] } }));
    const network = one.connect({ OS_REGION_NAME: "Two", OS_INTERFACE: "internal" }).service("network");
    await Promise.all(Array.from({ length: 5 }, () => network.call(list)));
    expect(one.logins()).toBe(1);
    expect(one.site.asked.at(-1)?.path).toBe("/Two/internal/v2.0/ports");
  });

  test("logs in again on 401, once, and does what was asked", async () => {
    await using one = await startSite((_, token) => ({ status: token === "t1" ? 401 : 201, body: { port: { id: "p" } } }));
    const network = one.connect().service("network");
    expect(await network.call({ method: "POST", path: "/ports", body: {} })).toEqual({ port: { id: "p" } });
    expect(one.logins()).toBe(2);
    await using never = await startSite(() => ({ status: 401, body: { error: { message: "no" } } }));
    await expect(never.connect().service("network").call(list)).rejects.toMatchObject({ status: 401 });
    expect(never.logins()).toBe(2);
  });

  test("logs in patiently", async () => {
    await using one = await startSite(
      () => ({ status: 200, body: {} }),
      (count) => (count < 3 ? { status: 503 } : undefined),
    );
    await one.connect().service("network").call(list);
    expect(one.logins()).toBe(3);
  });

  test("says whose credentials are refused, and never what they are", async () => {
    await using one = await startSite(
      () => ({ status: 200 }),
      () => ({ status: 401, body: { error: { message: "who are you" } }, headers: { "x-openstack-request-id": "req-k" } }),
    );
    const thrown = await one
      .connect()
      .service("network")
      .call(list)
      .catch((failure: unknown) => failure);
    expect(thrown).toMatchObject({
      code: "openstack.credentials",
      message: expect.stringMatching(/envvars .* who are you \(req-k\)/),
    });
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain("s3cr3t");
    expect(one.logins()).toBe(1);
  });

  test("who waits no longer for a login leaves, the others get it", async () => {
    await using one = await startSite(
      () => ({ status: 200, body: { ports: [] } }),
      (count) => (count === 1 ? "hang" : undefined),
    );
    const network = one.connect().service("network");
    const patient = network.call(list);
    await expect(network.call(list, { deadlineMs: 50 })).rejects.toMatchObject({ code: "openstack.unanswered" });
    await expect(network.call(list, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    expect(await patient).toEqual({ ports: [] });
    expect(one.logins()).toBe(2);
  });

  test("an endpoint that the catalog has not is told with those that it has", async () => {
    await using one = await startSite(() => ({ status: 200 }));
    await expect(one.connect({ OS_REGION_NAME: "Three" }).service("network").call(list)).rejects.toMatchObject({
      code: "openstack.endpoint",
      message: expect.stringContaining("no public endpoint of the service network in region Three; it has: public in One,"),
    });
  });

  test("a cloud without an identity service is asked at its endpoint, without a token", async () => {
    await using one = await startSite((_, token) => ({ status: token === undefined ? 200 : 400, body: { ports: [] } }));
    const connection = one.connect({ OS_AUTH_TYPE: "none", OS_ENDPOINT: `${one.site.url}/` });
    expect(await connection.service("network").call(list)).toEqual({ ports: [] });
    expect(one.site.asked.map(({ path }) => path)).toEqual(["/v2.0/ports"]);
    await expect(connection.login()).rejects.toMatchObject({ code: "openstack.clouds.unsupported" });
  });
});
