import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type IdentityStar, writeStar } from "../../packages/identity/star/index.ts";
import { ask, logIn, validate } from "./star/ask.ts";
import { localDocument } from "./star/document.ts";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);
const ADMIN = { name: "admin", password: "bootstrap-secret", project: "admin" };
const SOON = { timeout: 60_000, interval: 200 };

describe("a star that is set up by its commands, each node in processes of its own", () => {
  let directory: string;
  let star: IdentityStar;
  const running: ChildProcess[] = [];
  const home = (node: string): string => join(directory, node);
  const run = async (...args: readonly string[]): Promise<string> =>
    (await runFile(multisite, [...args], { env: { ...process.env, OS_BOOTSTRAP_PASSWORD: ADMIN.password } })).stdout;
  const start = (...args: readonly string[]): void => void running.push(spawn(multisite, args, { stdio: "ignore" }));
  const endpoint = (name: string): string => {
    const found = star.sites.flatMap(({ nodes }) => nodes).find((node) => node.name === name);
    return `http://127.0.0.1:${found?.ports.identity}/v3`;
  };
  /** The agent first: an identity service needs the keys and the data that it brings. */
  async function startNode(name: string): Promise<void> {
    start("agent", "--home", home(name), "--log-file", join(directory, `${name}.log`));
    await vi.waitFor(async () => {
      const own = JSON.parse(await run("star", "status", "--own", "--home", home(name), "-o", "json"));
      expect(own.fence, name).toBeUndefined();
      expect(own.replication.position, name).not.toBe("");
    }, SOON);
    start("identity", "serve", "--config", join(home(name), "identity.yaml"));
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "multisite-star-"));
    star = await localDocument();
    writeFileSync(join(directory, "star.yaml"), writeStar(star));
    await run("star", "init", join(directory, "star.yaml"), "--node", "east-1", "--home", home("east-1"));
  }, 60_000);

  afterAll(async () => {
    const ended = running.map((child) => new Promise((resolve) => child.once("exit", resolve)));
    for (const child of running) child.kill("SIGTERM");
    await Promise.all(ended);
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  test("a node joins with one command on each side, and a token of one is good at the other", async () => {
    await startNode("east-1");
    const { token } = JSON.parse(await run("site", "invite", "west-1", "--home", home("east-1"), "-o", "json"));
    await run("site", "join", token, "--home", home("west-1"));
    await startNode("west-1");
    const east = await vi.waitFor(async () => {
      const seen = await logIn(endpoint("east-1"), ADMIN);
      expect(seen.status).toBe(201);
      return seen;
    }, SOON);
    await vi.waitFor(async () => expect(await validate(endpoint("west-1"), east.token, east.token)).toBe(200), SOON);
    const made = await ask(endpoint("west-1"), "POST", "/projects", east.token, { project: { name: "vnf" } });
    expect(made.status).toBe(201);
    expect((await ask(endpoint("west-1"), "GET", "/projects?name=vnf", east.token)).body.projects).toHaveLength(1);
  }, 180_000);

  test("an invitation is good once, and only a whole one; a changed document is taken by all", async () => {
    const { token } = JSON.parse(await run("site", "invite", "north-1", "--home", home("east-1"), "-o", "json"));
    const wrong = `${token.slice(0, -6)}AAAAAA`;
    await expect(run("site", "join", wrong, "--home", home("north-1"))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("kernel.join.token"),
    });
    await run("site", "join", token, "--home", home("north-1"));
    await expect(run("site", "join", token, "--home", home("elsewhere"))).rejects.toMatchObject({
      stderr: expect.stringContaining("kernel.join.used"),
    });
    writeFileSync(join(directory, "next.yaml"), writeStar({ ...star, generation: 2, holdDownSeconds: 31 }));
    const planned = await run("star", "apply", join(directory, "next.yaml"), "--dry-run", "--home", home("east-1"));
    expect(planned).toContain("~ holdDownSeconds: 31 (was 30)");
    await run("star", "apply", join(directory, "next.yaml"), "--home", home("east-1"));
    await vi.waitFor(async () => {
      const own = JSON.parse(await run("star", "status", "--own", "--home", home("west-1"), "-o", "json"));
      expect(own.generation).toBe(2);
    }, SOON);
  }, 180_000);

  test.each([
    ["add-site", "north", "multisite star apply FILE"],
    ["remove-site", "north", "multisite site evict SITE"],
    ["replay", "north-1", "nothing that was acknowledged is lost"],
  ])("star %s, which is of the other engine, is refused with what to do instead", async (name, what, instead) => {
    await expect(run("star", name, what, "--dry-run", "--home", home("east-1"))).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(new RegExp(`${instead}.*\\n  code: agent\\.run\\.engine`, "s")),
    });
  });
});
