import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type CommandResult, run } from "../../rig/process/run.ts";
import { describeReal } from "../support/describe-real.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const task = fileURLToPath(new URL("../../scripts/tasks/rig.ts", import.meta.url));

describeReal("npm run rig", ringTwo, () => {
  const directory = mkdtempSync(join(tmpdir(), "rig-"));
  const env = { ...process.env, MULTISITE_RIG_DIRECTORY: directory };
  const rig = (...args: readonly string[]): Promise<CommandResult> =>
    run(process.execPath, [task, ...args], { env, timeoutMs: 580_000 });
  let up: CommandResult;

  beforeAll(async () => {
    up = await rig("up");
  });
  afterAll(async () => {
    await rig("down");
    rmSync(directory, { recursive: true });
  });

  test("three sites stay up after `up` has ended, and `status` shows that all of them is as it should be", async () => {
    expect(up.code, up.stderr).toBe(0);
    const { code, stdout } = await rig("status", "--json");
    expect(code).toBe(0);
    const { sites } = JSON.parse(stdout);
    expect(sites.map((one: { name: string }) => one.name)).toEqual(["north", "south", "west"]);
    expect((await rig("up")).stderr).toContain("Sites are up already");
  });

  test("a shell is in the place that it names: site, host or machine", async () => {
    const { sites } = JSON.parse((await rig("status", "--json")).stdout);
    const [first, second] = sites[1].machines.map((machine: { ipAddress: string }) => machine.ipAddress);
    // Of two hosts, one of which has Linux bridges.
    expect((await rig("shell", "vm-south-1", "--", "ping", "-c", "10", "-i", "0.3", second)).stdout).toContain(`from ${second}`);
    expect((await rig("shell", "vm-north-1", "--", "ping", "-c", "1", "-W", "1", first)).code).toBe(1);
    expect((await rig("shell", "compute-west-1", "--", "ovs-vsctl", "list-br")).stdout).toContain("br-tun");
    const networks = await rig("shell", "west", "--", "openstack", "network", "list", "-f", "value", "-c", "Name");
    expect(networks.stdout.trim()).toBe("backup");
    expect(await rig("shell", "nowhere")).toMatchObject({ code: 1, stderr: expect.stringContaining("vm-west-1") });
  });

  test("`cut` cuts a site off until `heal`, and `status` shows it; what is inside of the site goes on", async () => {
    const { sites } = JSON.parse((await rig("status", "--json")).stdout);
    const ping = (from: string, to: string) => rig("shell", from, "--", "ping", "-c", "1", "-W", "2", to);
    const [north, south, west] = sites.map((site: { hosts: { tunnelAddress: string }[] }) => site.hosts[0]?.tunnelAddress);
    expect(await ping("compute-north-1", south)).toMatchObject({ code: 0 });
    expect(await rig("cut", "south")).toMatchObject({ code: 0 });
    for (const [from, to] of [
      ["compute-north-1", south],
      ["compute-south-1", north],
      ["compute-south-1", west],
    ] as const) {
      expect((await ping(from, to)).code).toBe(1);
    }
    expect(await ping("compute-north-1", west)).toMatchObject({ code: 0 });
    expect(await ping("vm-south-1", sites[1].machines[1].ipAddress)).toMatchObject({ code: 0 });
    const shown = await rig("status");
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/^south +WAN +to all other sites +cut$/m);

    // Of two that are cut off, the one that is healed does not reach the other.
    await rig("cut", "west");
    await rig("heal", "south");
    expect(await ping("compute-south-1", north)).toMatchObject({ code: 0 });
    expect((await ping("compute-south-1", west)).code).toBe(1);
    expect(await rig("heal", "west")).toMatchObject({ code: 0 });
    expect(await ping("compute-south-1", west)).toMatchObject({ code: 0 });
    expect((await rig("status")).code).toBe(0);
    expect(await rig("cut", "nowhere")).toMatchObject({ code: 1, stderr: expect.stringContaining("north, south, west") });
  });

  test("what `up` says to type stretches a network over all sites, with a machine in two of them that reach each other", async () => {
    const commands = [...up.stdout.matchAll(/^ {2}(npm run rig .*)$/gm)].map(([, command = ""]) => command);
    const done: CommandResult[] = [];
    for (const command of commands) done.push(await run("/bin/sh", ["-c", command], { cwd: root, env, timeoutMs: 120_000 }));
    const [apply, bootHere, bootThere, ping, look] = done;
    expect(apply).toMatchObject({ code: 0, stdout: expect.stringContaining("Done.") });
    expect(bootHere?.stdout).toMatch(/^vm-north-2 has 10\.88\.0\.20 at compute-north-1;/m);
    expect(bootThere?.stdout).toMatch(/^vm-south-3 has 10\.88\.0\.70 at compute-south-1;/m);
    expect(ping).toMatchObject({ code: 0, stdout: expect.stringContaining("bytes from 10.88.0.70") });
    for (const site of ["north", "south", "west"]) {
      expect(look?.stdout).toMatch(new RegExp(`^${site} +plane +in force +1 `, "m"));
    }
    await expect
      .poll(() => rig("shell", "north", "--", "multisite", "network", "status"), { timeout: 60_000, interval: 1000 })
      .toMatchObject({ code: 0, stdout: expect.stringMatching(/^west +plane +in force +1 +0 +2 of 2 /m) });

    const elsewhere = /^ {2}(MULTISITE_HOME=.*)$/m.exec(up.stdout)?.[1] ?? "";
    expect((await run("/bin/sh", ["-c", elsewhere], { cwd: root, env })).stdout).toContain("in force");

    for (const machine of ["vm-north-2", "vm-south-3"]) expect(await rig("destroy", machine)).toMatchObject({ code: 0 });
    const remove = ["multisite", "network", "delete", "plane", "--confirm", "plane"];
    expect(await rig("shell", "north", "--", ...remove)).toMatchObject({ code: 0 });
    expect((await rig("boot", "compute-north-1", "plane")).stderr).toContain("There is no network plane in north.");
  });

  test("`down` leaves nothing", async () => {
    const { sites } = JSON.parse((await rig("status", "--json")).stdout);
    expect(await rig("down")).toMatchObject({ code: 0 });
    expect((await rig("status")).stdout).toContain("No sites are up");
    const namespaces = (await run("/usr/sbin/ip", ["netns"])).stdout;
    for (const { namespace } of sites) expect(namespaces).not.toContain(namespace);
    expect((await run("/bin/ps", ["-eo", "args"])).stdout).not.toContain(directory);
  });
});
