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
      "ann logs in at north, a site that only follows",
      "with that token, ann creates a server in RegionEast",
      "with that token, ann creates a server in RegionWest",
      "with that token, ann creates a server in RegionNorth",
      "with that token, ann creates a server in RegionSouth",
      "the keys rotate at all sites while tokens are validated everywhere",
      "all links of north are cut",
      "ann logs in at north all the same",
      "the administrator revokes ann's first token at north",
      "a change at north waits for better times",
      "the links of north are mended",
      "the master site east is lost",
      "west takes over, by an operator's word",
      "a project is created at south, and seen at both of its nodes at once",
      "east comes back, and catches up before it serves",
      "the star is healthy again",
      "network apply makes the backup plane in east, west, north",
      "hss-a in east and hss-b in north send each other heartbeats over it, every 100 ms",
      "hss-b migrates to compute-2 of north",
      "the agent of north dies with its connector, and hss-c boots in west",
      "the agent of north comes back and catches up",
      "VRRP of hss-a and hss-b keeps 10.50.0.250; hss-c in west asks it, every 20 ms",
      "hss-a hangs, and the VIP moves to hss-b in north",
      "network status finds every remote port realized",
    ]);
    const notes = first.steps.map(({ note }) => note).join("\n");
    expect(notes).toMatch(/all 6 nodes sign with a new key after [\d.]+ ms; \d+ validations meanwhile, none refused/);
    expect(notes).toMatch(/refused in RegionEast after [\d.]+ ms, RegionWest after [\d.]+ ms, RegionSouth after [\d.]+ ms/);
    expect(notes).toMatch(/one network in 3 Neutrons, VNI \d+ in all of them/);
    expect(notes).toMatch(/then (\d+) sent, \1 received/);
    expect(notes).toMatch(/lead to 203\.0\.113\.12; \d+ of \d+ heartbeats were lost in \d+ ms, none since/);
    expect(notes).toMatch(/\d+ heartbeats of hss-a and hss-b meanwhile, none lost; east hears hss-c after/);
    expect(notes).toMatch(/\d+ of \d+ frames came to nobody meanwhile, all \d+ since came to hss-b/);
    expect(notes).toContain("6 remote ports in 3 Neutrons");
    expect(second.steps).toHaveLength(first.steps.length);
    expect(second.endpoint).not.toBe(first.endpoint);
    expect(existsSync(first.cloudsFile)).toBe(false);
  }, 300_000);

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
    expect(output).toContain("A star of 4 sites and 6 nodes is up after");
    expect(output).toContain("ok  the star is healthy again: All 6 nodes of 4 sites do what they should.");
    expect(output).toMatch(/^ {6}done {4}north has hss-backup, generation 1/m);
    expect(output).not.toContain("\u001b[");
    const home = join(directory, "east-1");
    const { stdout: status } = await runFile(multisite, ["network", "status", "--home", home]);
    expect(status).toMatch(/^north +hss-backup +in force +1 +1 +2 of 2 /m);
    const ends = ["east/hss-a", "north/hss-b"];
    const { stdout: trace } = await runFile(multisite, ["network", "trace", ...ends, "--home", home]);
    expect(trace).toContain("203.0.113.12");
    expect(statSync(join(directory, "clouds.yaml")).mode & 0o777).toBe(0o600);
    const endpoint = /auth_url: (\S+)/.exec(readFileSync(join(directory, "clouds.yaml"), "utf8"))?.[1] ?? "";
    expect((await fetch(`${endpoint}/auth/tokens`)).status).toBe(401);
    const { admin } = JSON.parse(readFileSync(join(directory, "passwords.json"), "utf8"));
    const [remotePort] = await portsAt("RegionNorth", "hss-a", { endpoint, password: admin });
    expect(remotePort).toMatchObject({ device_owner: "multisite:remote-port", status: "ACTIVE" });
    child.kill("SIGTERM");
    expect(await exitCode).toBe(0);
    expect(existsSync(join(directory, "east-1", "identity.db"))).toBe(true);
  }, 300_000);
});

/** Over HTTP, as any OpenStack client asks. */
async function portsAt(
  region: string,
  name: string,
  { endpoint, password }: { readonly endpoint: string; readonly password: string },
): Promise<readonly object[]> {
  const domain = { id: "default" };
  const user = { name: "admin", domain, password };
  const auth = { identity: { methods: ["password"], password: { user } }, scope: { project: { name: "admin", domain } } };
  const login = await fetch(`${endpoint}/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ auth }),
  });
  const { token } = (await login.json()) as { token: { catalog: { type: string; endpoints: Endpoint[] }[] } };
  const network = token.catalog.find(({ type }) => type === "network");
  const url = network?.endpoints.find(({ region_id }) => region_id === region)?.url ?? "";
  const headers = { "x-auth-token": login.headers.get("x-subject-token") ?? "" };
  return ((await (await fetch(`${url}/v2.0/ports?name=${name}`, { headers })).json()) as { ports: object[] }).ports;
}

interface Endpoint {
  readonly region_id: string;
  readonly url: string;
}
