import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { parseStar, starExamples, writeStar } from "../../packages/identity/star/index.ts";
import { logIn } from "./star/ask.ts";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "multisite-up-"));
const ADMIN = { name: "admin", password: "bootstrap-secret", project: "admin" };

afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Shown {
  readonly engine: string;
  readonly nodes: readonly { readonly node: string; readonly endpoint: string; readonly home: string }[];
}

/** Starts it, and waits until it shows its nodes. */
function up(environment: Readonly<Record<string, string>>): Promise<{ readonly child: ChildProcess; readonly shown: Shown }> {
  const file = join(directory, "example.yaml");
  const star = parseStar(starExamples.star.replace("engine: mariadb", "engine: embedded"), "star.yaml");
  // Its masters are enough: what more nodes do, other tests show.
  const { canary: _ofAnotherSite, ...keys } = star.keys;
  writeFileSync(file, writeStar({ ...star, keys, sites: star.sites.slice(0, 2) }));
  const child = spawn(multisite, ["star", "up", "--local", file, "--directory", join(directory, "star"), "-o", "json"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    const told = { out: "", err: "" };
    child.stderr?.on("data", (chunk) => {
      told.err += chunk;
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}: ${told.err}`)));
    child.stdout?.on("data", (chunk) => {
      told.out += chunk;
      if (told.out.endsWith("\n}\n")) resolve({ child, shown: JSON.parse(told.out) as Shown });
    });
  });
}

function down(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  return ended;
}

test("a star runs on this machine with one command, ends at Ctrl-C, and goes on where it was", async () => {
  await expect(up({ OS_BOOTSTRAP_PASSWORD: "" })).rejects.toThrow("OS_BOOTSTRAP_PASSWORD");
  const first = await up({ OS_BOOTSTRAP_PASSWORD: ADMIN.password });
  expect(first.shown.nodes.map(({ node }) => node)).toEqual(["east-1", "west-1"]);
  for (const { node, endpoint } of first.shown.nodes) expect((await logIn(endpoint, ADMIN)).status, node).toBe(201);
  expect(readFileSync(join(directory, "star/star.yaml"), "utf8")).toContain("address: 127.");
  expect(await down(first.child)).toBe(0);

  const again = await up({ OS_BOOTSTRAP_PASSWORD: "" });
  expect(again.shown).toEqual(first.shown);
  for (const { node, endpoint } of again.shown.nodes) expect((await logIn(endpoint, ADMIN)).status, node).toBe(201);
  expect(await down(again.child)).toBe(0);
}, 240_000);
