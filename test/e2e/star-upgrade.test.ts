import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type LocalStar, startLocalStar } from "../../packages/agent/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createLog } from "../../packages/kernel/log/index.ts";
import { PROTOCOL_VERSION } from "../../packages/kernel/peers/tls/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { logIn, validate } from "./star/ask.ts";
import { localDocument } from "./star/document.ts";

const ADMIN = { name: "admin", password: "secret", project: "admin" };
const NAMES = ["north-1", "north-2", "west-1", "east-1"];
const SOON = { timeout: 60_000, interval: 100 };

describe("versions N and N-1 of the messages between nodes work together", () => {
  let directory: string;
  let star: LocalStar;
  const counts = { validations: 0, logins: 0, failed: [] as string[] };
  let isStopped = false;
  let load: Promise<unknown>;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "multisite-star-upgrade-"));
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
    load = keepAsking();
  }, 120_000);

  afterAll(async () => {
    isStopped = true;
    await load;
    await star?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  /** As a gateway does: a node that refuses the connection is not the last one that is asked. */
  async function anyNode<Result>(work: (endpoint: string) => Promise<Result>): Promise<Result> {
    let failure: unknown = new Error("no node");
    for (const name of NAMES) {
      try {
        return await work(star.node(name).endpoint);
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  }

  async function requireServing(status: number): Promise<number> {
    if (status === 503) throw new Error("fenced");
    return status;
  }

  /** Logins and validations of tokens of any age, all the time. */
  async function keepAsking(): Promise<void> {
    const tokens: string[] = [];
    while (!isStopped) {
      try {
        const made = await anyNode(async (endpoint) => {
          const seen = await logIn(endpoint, ADMIN);
          await requireServing(seen.status);
          return seen;
        });
        counts.logins++;
        if (made.status !== 201) counts.failed.push(`login ${made.status}`);
        tokens.push(made.token);
        const old = tokens[Math.floor(tokens.length / 2)] ?? "";
        const status = await anyNode(async (endpoint) => requireServing(await validate(endpoint, made.token, old)));
        counts.validations++;
        if (status !== 200) counts.failed.push(`validation ${status}`);
      } catch (thrown) {
        counts.failed.push(String(thrown));
      }
    }
  }

  async function restart(name: string, version: number): Promise<void> {
    await star.node(name).stop();
    await star.node(name).startAgent(version);
    await star.node(name).startIdentity();
    await vi.waitFor(async () => {
      const other = name === "west-1" ? "north-1" : "west-1";
      const status = await star.node(other).running()?.agent.status();
      expect(status?.nodes.find(({ node }) => node === name)?.status?.replication?.state).toBe("running");
    }, SOON);
  }

  test("a star is upgraded node by node under load, and rolled back, with no failed login or validation", async () => {
    for (const version of [PROTOCOL_VERSION + 1, PROTOCOL_VERSION]) for (const name of NAMES) await restart(name, version);
    console.log(`${counts.logins} logins and ${counts.validations} validations while every node was restarted twice`);
    expect(counts.failed).toEqual([]);
    expect(counts.validations).toBeGreaterThan(20);
  }, 240_000);

  test("a node of a version that is neither is refused with a clear reason, and goes on alone", async () => {
    await star.node("north-1").stop();
    await star.node("north-1").startAgent(PROTOCOL_VERSION + 2);
    const status = await star.node("west-1").running()?.agent.status();
    const seen = status?.nodes.find(({ node }) => node === "north-1");
    expect(seen?.status).toBeUndefined();
    expect(JSON.stringify(seen)).toContain("only versions next to each other work together");
    expect(status?.nodes.filter(({ status: own }) => own !== undefined)).toHaveLength(3);
  }, 60_000);
});
