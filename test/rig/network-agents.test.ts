import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStar, startLocalStar } from "../../packages/agent/index.ts";
import { parseStar } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createLog } from "../../packages/kernel/log/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { isShadowHost, SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { findFreePort } from "../../rig/process/port.ts";
import { createRoom } from "../../rig/process/room.ts";
import { describeReal } from "../support/describe-real.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const multisite = fileURLToPath(new URL("../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);

const NAMES = ["north", "south"] as const;
type Name = (typeof NAMES)[number];

interface Done {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

const document = (generation: number, change: object = {}): string =>
  JSON.stringify({
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name: "backup" },
    spec: {
      generation,
      project: "admin",
      cidr: "10.77.0.0/24",
      vips: [{ name: "state", address: "10.77.0.240" }],
      sites: [
        { name: "north", pool: { first: "10.77.0.10", last: "10.77.0.99" } },
        { name: "south", pool: { first: "10.77.0.100", last: "10.77.0.199" } },
      ],
      ...change,
    },
  });

/** What docs/operate/networks.md tells an operator to give the agent's user at RabbitMQ. */
function permissionsOfThePage(): readonly [string, string, string] {
  const page = readFileSync(new URL("../../docs/operate/networks.md", import.meta.url), "utf8");
  const [, configure, write, read] = /set_permissions -p \/ multisite '(.+)' '(.+)' '(.+)'/.exec(page) ?? [];
  if (configure === undefined || write === undefined || read === undefined) throw new Error("The page tells no permissions.");
  return [configure, write, read];
}

describeReal("a network by its commands, through the agents of two sites with real Neutrons", ringTwo, () => {
  const room = createRoom("network-agents");
  let rig: NeutronSites<Name>;
  let star: LocalStar;
  const machines: Partial<Record<Name, Machine>> = {};
  const neutron = (name: Name) => neutronOf(connectTo(rig.sites[name].controller));

  beforeAll(async () => {
    rig = await startSites({ north: {}, south: {} }, console.log);
    const clouds = Object.fromEntries(
      NAMES.map((name) => {
        const { identity } = rig.sites[name].controller;
        const auth = {
          auth_url: identity.url,
          username: "admin",
          password: identity.adminPassword,
          project_name: "admin",
          user_domain_id: "default",
          project_domain_id: "default",
        };
        return [name, { auth, region_name: identity.region }];
      }),
    );
    writeFileSync(room.file("clouds.yaml"), JSON.stringify({ clouds }));
    const transportUrls = new Map<string, string>();
    for (const name of NAMES) {
      transportUrls.set(name, await rig.sites[name].controller.addBusUser("connector", permissionsOfThePage()));
    }
    star = await startLocalStar({
      directory: room.file("star"),
      star: await starOf(),
      adminPassword: new Secret("rig-secret"),
      clock: systemClock,
      random: systemRandom,
      log: createLog({ level: "info", path: room.file("star.log") }),
      version: "0.1.0",
      settings: { identity: { password_hash_rounds: 4 } },
      cloudOf(node) {
        const name = NAMES.find((one) => node === `${one}-1`);
        if (name === undefined) return undefined;
        const transportUrl = new Secret(transportUrls.get(name) ?? "");
        return { cloud: name, transportUrl, cloudsFile: room.file("clouds.yaml") };
      },
    });
  });
  afterAll(async () => {
    await star?.stop();
    await rig?.stop();
    room.remove();
  });

  async function starOf() {
    const nodeOf = async (name: string, role: string) => ({
      name,
      role,
      address: "127.0.0.1",
      ports: { agent: await findFreePort(), identity: await findFreePort() },
    });
    const sites = [
      { name: "north", region: "North", nodes: [await nodeOf("north-1", "master")] },
      { name: "south", region: "South", nodes: [await nodeOf("south-1", "master")] },
    ];
    const spec = { generation: 1, mode: "star", engine: "embedded", publicEndpoint: "http://127.0.0.1:5000", sites };
    return parseStar(
      JSON.stringify({ apiVersion: "multisite/v1", kind: "IdentityStar", metadata: { name: "rig" }, spec }),
      "star.yaml",
    );
  }

  /** As an operator types it, on the host of north-1. */
  async function type(args: readonly string[], text?: string): Promise<Done> {
    const given = text === undefined ? args : [...args, join(room.path, "network.yaml")];
    if (text !== undefined) writeFileSync(join(room.path, "network.yaml"), text);
    const all = ["network", ...given, "--home", star.node("north-1").home.directory];
    return await runFile(multisite, all).then(
      ({ stdout, stderr }) => ({ exitCode: 0, out: stdout, err: stderr }),
      (failed: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
        exitCode: failed.code,
        out: failed.stdout,
        err: failed.stderr,
      }),
    );
  }
  const networkIn = async (name: Name) => (await neutron(name).networks.list({ name: "backup" }))[0];
  const machine = (name: Name): Machine => machines[name] as Machine;

  test("a dry run tells what each site would make, and makes nothing", async () => {
    const { exitCode, out, err } = await type(["apply", "--dry-run"], document(1));
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(out).toContain("north: create-network, create-group");
    expect(out).toContain("Nothing was done (--dry-run).");
    for (const name of NAMES) expect(await networkIn(name)).toBeUndefined();
  });

  test("apply makes it in both sites with one VNI; machines reach each other; status has read it back", async () => {
    const { exitCode, out, err } = await type(["apply"], document(1));
    expect(err).toBe("");
    expect(out).toContain("Done.");
    expect(exitCode).toBe(0);
    const made = await Promise.all(NAMES.map(networkIn));
    expect(new Set(made.map((one) => one?.["provider:segmentation_id"])).size).toBe(1);
    for (const name of NAMES) {
      const client = neutron(name);
      const network = await networkIn(name);
      const [subnet] = await client.subnets.list({ network_id: network?.id ?? "" });
      const [group] = await client.securityGroups.list({ description: "multisite-network=backup" });
      machines[name] = await createMachineIn(rig.sites[name], rig.sites[name].hosts[0] as Host, {
        networkId: network?.id ?? "",
        subnetId: subnet?.id ?? "",
        mtu: network?.mtu ?? 1400,
      });
      await client.ports.update(machine(name).port.id, { security_groups: [group?.id ?? ""] });
    }
    expect(await machine("north").reaches(machine("south").port.ipAddress, 60_000)).toBe(true);
    await expect.poll(async () => (await type(["status", "backup"])).exitCode, { timeout: 60_000 }).toBe(0);
    const { out: shown } = await type(["status", "backup", "--ports"]);
    expect(shown).toMatch(/^north +backup +in force +1 +1 +1 of 1 +south \d+ s ago$/m);
    expect(shown).toMatch(new RegExp(`^north +backup +south/${machine("south").port.id} .* nothing: realized$`, "m"));
  });

  test("what would cut it, or is older, is refused before anything is written, with site, field and what to write", async () => {
    const otherCidr = await type(["apply"], document(2, { cidr: "10.77.0.0/16" }));
    expect(otherCidr.exitCode).toBe(1);
    expect(otherCidr.err).toContain("north, spec.cidr: backup has the CIDR 10.77.0.0/24 in north");
    const same = await type(["apply"], document(1, { security: { allow: [{ protocol: "icmp", from: "members" }] } }));
    expect(same.err).toContain("north, spec.generation: another document of generation 1 is in force there; write 2.");
    const { out } = await type(["status", "backup", "-o", "json"]);
    expect(out).toContain('"generation": 1');
    expect(await machine("north").reaches(machine("south").port.ipAddress)).toBe(true);
  });

  test("a change goes through all sites, and undo takes it back", async () => {
    const rules = async (name: Name) => {
      const [group] = await neutron(name).securityGroups.list({ description: "multisite-network=backup" });
      const found = await neutron(name).securityGroupRules.list({ security_group_id: group?.id ?? "", direction: "ingress" });
      return found.map(({ protocol }) => protocol ?? "any").sort();
    };
    const before = await rules("south");
    const changed = await type(["apply"], document(2, { security: { allow: [{ protocol: "icmp", from: "members" }] } }));
    expect(changed.err).toBe("");
    for (const name of NAMES) expect(await rules(name)).toEqual(["icmp"]);
    const undone = await type(["undo", "backup"]);
    expect(undone.err).toBe("");
    for (const name of NAMES) expect(await rules(name)).toEqual(before);
    expect((await type(["runs"])).out).toContain("network.undo-");
  });

  test("a site whose agent is gone is named, and nothing is written; machines go on", async () => {
    await star.node("south-1").stop();
    const refused = await type(["apply"], document(3));
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain("south: ");
    const status = await type(["status"]);
    expect(status.exitCode).toBe(1);
    expect(status.out).toMatch(/^south +- .*/m);
    expect(await machine("north").reaches(machine("south").port.ipAddress)).toBe(true);
    await star.node("south-1").startAgent();
  });

  test("delete is refused while a machine is on it; then nothing is left in any Neutron", async () => {
    const used = await type(["delete", "backup", "--confirm", "backup"]);
    expect(used.exitCode).toBe(1);
    expect(used.err).toContain(machine("north").port.id);
    expect((await type(["delete", "backup"])).err).toContain("--confirm backup");
    for (const name of NAMES) {
      await machine(name).unplug();
      await neutron(name).ports.delete(machine(name).port.id);
    }
    const { err, out } = await type(["delete", "backup", "--confirm", "backup"]);
    expect(err).toBe("");
    expect(out).toContain("Done.");
    for (const name of NAMES) {
      expect(await networkIn(name)).toBeUndefined();
      expect(await neutron(name).securityGroups.list({ description: "multisite-network=backup" })).toEqual([]);
      expect(await neutron(name).ports.list({ device_owner: SHADOW_OWNER })).toEqual([]);
      await expect
        .poll(async () => (await neutron(name).agents.list()).filter(({ host }) => isShadowHost(host)), { timeout: 60_000 })
        .toEqual([]);
    }
  });
});
