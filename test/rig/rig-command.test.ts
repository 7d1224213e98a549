import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type CommandResult, run } from "../../rig/process/run.ts";
import { describeReal } from "../support/describe-real.ts";

const task = fileURLToPath(new URL("../../scripts/tasks/rig.ts", import.meta.url));

describeReal("npm run rig", ringTwo, () => {
  const directory = mkdtempSync(join(tmpdir(), "rig-"));
  const rig = (...args: readonly string[]): Promise<CommandResult> =>
    run(process.execPath, [task, ...args], { env: { ...process.env, MULTISITE_RIG_DIRECTORY: directory }, timeoutMs: 580_000 });
  let up: CommandResult;

  beforeAll(async () => {
    up = await rig("up");
  });
  afterAll(async () => {
    await rig("down");
    rmSync(directory, { recursive: true });
  });

  test("three sites stay up after `up` has ended, and `status` shows that all of them is as it should be", async () => {
    expect(up).toMatchObject({ code: 0 });
    const { code, stdout } = await rig("status", "--json");
    expect(code).toBe(0);
    const { sites } = JSON.parse(stdout);
    expect(sites.map((one: { name: string }) => one.name)).toEqual(["north", "south", "west"]);
    expect((await rig("up")).stderr).toContain("Sites are up already");
  });

  test("a shell is in the place that it names: site, host or machine", async () => {
    const { sites } = JSON.parse((await rig("status", "--json")).stdout);
    const [first, second] = sites[1].hosts.map((host: { machine: { ipAddress: string } }) => host.machine.ipAddress);
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
    expect(await ping("vm-south-1", sites[1].hosts[1].machine.ipAddress)).toMatchObject({ code: 0 });
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

  test("`down` leaves nothing", async () => {
    const { sites } = JSON.parse((await rig("status", "--json")).stdout);
    expect(await rig("down")).toMatchObject({ code: 0 });
    expect((await rig("status")).stdout).toContain("No sites are up");
    const namespaces = (await run("/usr/sbin/ip", ["netns"])).stdout;
    for (const { namespace } of sites) expect(namespaces).not.toContain(namespace);
    expect((await run("/bin/ps", ["-eo", "args"])).stdout).not.toContain(directory);
  });
});
