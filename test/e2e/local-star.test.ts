import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type LocalStar, startLocalStar } from "../../packages/agent/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { ask, logIn, validate } from "./star/ask.ts";
import { localDocument } from "./star/document.ts";

const ADMIN = { name: "admin", password: "secret", project: "admin" };
/** Ten times what it takes. */
const SOON = { timeout: 15_000, interval: 50 };

describe("a whole star on one machine, over real TLS, on the embedded engine", () => {
  let directory: string;
  let star: LocalStar;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "multisite-local-star-"));
    star = await startLocalStar({
      directory,
      star: await localDocument(),
      adminPassword: new Secret(ADMIN.password),
      clock: systemClock,
      random: systemRandom,
      log: createLog({ level: "info", path: join(directory, "star.log") }),
      version: "0.1.0",
      settings: { identity: { password_hash_rounds: 4 } },
    });
  }, 120_000);

  afterAll(async () => {
    await star?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const endpoint = (name: string): string => star.node(name).endpoint;
  const all = (): string[] => [...star.nodes.values()].map((node) => node.endpoint);

  test("a login at a replica is good at every node", async () => {
    const { status, token } = await logIn(endpoint("north-1"), ADMIN);
    expect(status).toBe(201);
    for (const each of all()) expect(await validate(each, token, token), each).toBe(200);
  });

  test("what is written at a replica is there at every node of its site when the answer comes", async () => {
    const { token } = await logIn(endpoint("north-2"), ADMIN);
    const made = await ask(endpoint("north-2"), "POST", "/projects", token, { project: { name: "vnf" } });
    expect(made.status).toBe(201);
    const { id } = made.body.project as { id: string };
    for (const name of ["north-1", "north-2"]) {
      expect((await ask(endpoint(name), "GET", `/projects/${id}`, token)).status, name).toBe(200);
    }
  });

  test("a site that is cut off logs in, validates and revokes; a change is refused there clearly; the others hear when it is back", async () => {
    const caller = await logIn(endpoint("west-1"), ADMIN);
    const doomed = await logIn(endpoint("west-1"), ADMIN);
    star.cuts.cut("north");
    const inside = await logIn(endpoint("north-1"), ADMIN);
    expect(inside.status).toBe(201);
    const revoked = await fetch(`${endpoint("north-1")}/auth/tokens`, {
      method: "DELETE",
      headers: { "x-auth-token": inside.token, "x-subject-token": doomed.token },
    });
    expect(revoked.status).toBe(204);
    expect(await validate(endpoint("north-1"), inside.token, doomed.token)).toBe(404);
    await vi.waitFor(async () => expect(await validate(endpoint("north-2"), inside.token, doomed.token)).toBe(404), SOON);
    expect(await validate(endpoint("west-1"), caller.token, doomed.token)).toBe(200);
    const refused = await ask(endpoint("north-1"), "POST", "/projects", inside.token, { project: { name: "cut" } });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    star.cuts.heal("north");
    for (const name of ["west-1", "east-1"]) {
      await vi.waitFor(async () => expect(await validate(endpoint(name), caller.token, doomed.token), name).toBe(404), {
        ...SOON,
        timeout: 60_000,
      });
    }
  }, 120_000);

  test("a status that is asked at any node tells of all, and that the star is healthy", async () => {
    await vi.waitFor(async () => {
      const status = await star.node("north-2").running()?.agent.status();
      expect(status?.verdict, JSON.stringify(status)).toMatchObject({ health: "healthy" });
      expect(status?.nodes.map(({ status: own }) => own?.replication?.state)).toEqual(Array(4).fill("running"));
    }, SOON);
  });
});
