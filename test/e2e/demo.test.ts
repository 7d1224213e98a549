import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);

describe("multisite demo", () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  test("--once tells the whole story, leaves nothing behind and ends with 0; two can run side by side", async () => {
    const play = async (): Promise<{ cloudsFile: string; endpoint: string; steps: { title: string; note: string }[] }> =>
      JSON.parse((await runFile(multisite, ["demo", "--once", "--output", "json"])).stdout);
    const [first, second] = await Promise.all([play(), play()]);
    expect(first.steps.map(({ title }) => title)).toEqual([
      "ann logs in once",
      "with that token, ann creates a server in RegionOne",
      "with that token, ann creates a server in RegionTwo",
      "with that token, ann creates a server in RegionThree",
      "the administrator disables ann",
      "RegionOne refuses the token",
      "RegionTwo refuses the token",
      "RegionThree refuses the token",
    ]);
    expect(first.steps.slice(-3).map(({ note }) => note)).toEqual(Array(3).fill("401 Unauthorized"));
    expect(second.steps).toHaveLength(8);
    expect(second.endpoint).not.toBe(first.endpoint);
    expect(existsSync(first.cloudsFile)).toBe(false);
  });

  test("without a screen it writes plain lines, serves until SIGTERM, and keeps a given state directory", async () => {
    const directory = mkdtempSync(join(tmpdir(), "multisite-e2e-"));
    directories.push(directory);
    const child = spawn(multisite, ["demo", "--state-dir", directory], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    const isServing = new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Ctrl-C stops it.")) resolve();
      });
    });
    const exitCode = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await Promise.race([isServing, exitCode]);
    expect(output).toContain("All 3 regions refused the token within");
    expect(output).not.toContain("\u001b[");
    expect(statSync(join(directory, "clouds.yaml")).mode & 0o777).toBe(0o600);
    const endpoint = /auth_url: (\S+)/.exec(readFileSync(join(directory, "clouds.yaml"), "utf8"))?.[1] ?? "";
    expect((await fetch(`${endpoint}/auth/tokens`)).status).toBe(401);
    child.kill("SIGTERM");
    expect(await exitCode).toBe(0);
    expect(existsSync(join(directory, "identity.db"))).toBe(true);
  });
});
