import { request } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import type { Port } from "../../packages/openstack/network/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import type { Host, Machine } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { document, startTypedSites, type TypedSites } from "./neutron/typed-sites.ts";
import { type Done, NAMES, type Name } from "./neutron/typed-star.ts";

const BOX = { mac: "52:54:00:12:34:56", address: "10.77.0.230" };

describeReal("ports of a network over two real Neutrons, by commands", ringTwo, () => {
  let sites: TypedSites;
  const machines: Partial<Record<Name, Machine>> = {};
  const portOf = (name: Name) => (machines[name] as Machine).port;
  const hostOf = (name: Name) => sites.rig.sites[name].hosts[0] as Host;
  const type = (...args: readonly string[]): Promise<Done> => sites.type(args);
  const trace = (from: string, to: string, ...more: readonly string[]) => type("network", "trace", from, to, ...more);
  const firstLine = ({ out }: Done): string => out.split("\n")[0] ?? "";
  const remotePorts = (name: Name, deviceId: string): Promise<readonly Port[]> =>
    sites.neutron(name).ports.list({ device_owner: SHADOW_OWNER, device_id: deviceId });
  const remotePortsAt = async (mac: string) =>
    (await sites.neutron("north").ports.list({ mac_address: mac })).map(({ status }) => status);
  const boxIn = async (name: Name) => (await sites.neutron(name).ports.list({ mac_address: BOX.mac }))[0];

  beforeAll(async () => {
    sites = await startTypedSites("network-ports");
    const applied = await sites.type(["network", "apply"], document(1));
    if (applied.exitCode !== 0) throw new Error(applied.err);
    for (const name of NAMES) machines[name] = await sites.plug(name);
    await (machines.north as Machine).reaches(portOf("south").ipAddress, 60_000);
  });
  afterAll(async () => {
    await sites?.stop();
  });

  test("a frame that really gets there is traced without a break, whatever the ports are called by", async () => {
    expect(await (machines.north as Machine).reaches(portOf("south").ipAddress)).toBe(true);
    const [north, south] = [portOf("north"), portOf("south")];
    await expect
      .poll(async () => firstLine(await trace(north.id, south.id)), { timeout: 60_000 })
      .toBe(`A frame gets from north/${north.id} to south/${south.id}, and an answer back: 11 hops, none broken.`);
    const back = await trace(south.macAddress, `north/${north.ipAddress}`, "--protocol", "tcp", "--port", "5432", "-o", "json");
    expect(back.err).toBe("");
    const { state, hops } = JSON.parse(back.out) as {
      readonly state: string;
      readonly hops: readonly { readonly state: string }[];
    };
    expect([state, ...new Set(hops.map((hop) => hop.state))]).toEqual(["ok", "ok"]);
    const unknown = await trace(north.id, "10.77.0.77", "--network", "backup");
    expect(unknown.exitCode).toBe(1);
    expect(unknown.err).toContain("No site that answers has a port 10.77.0.77 on a stretched network.");
  });

  test("a way that is cut is what a trace names, from either side, and no longer when it is healed", async () => {
    const [north, south] = [portOf("north"), portOf("south")];
    await sites.rig.network.cut("north", "south");
    const cut = await trace(north.id, south.id);
    expect(cut.exitCode).toBe(1);
    expect(firstLine(cut)).toContain(
      `endpoint (north): From the node of north's agent, ${hostOf("south").tunnelAddress}: it answers no ping`,
    );
    expect(cut.out).toMatch(/endpoint back +south +broken/);
    await sites.rig.network.heal("north", "south");
    expect((await trace(north.id, south.id)).exitCode).toBe(0);
  });

  test("the endpoint of any port is its host's, with the VNI; lists have every remote port, realized", async () => {
    const vni = (await sites.networkIn("north"))?.["provider:segmentation_id"];
    for (const name of NAMES) {
      const { out, err } = await type("port", "endpoint", portOf(name).id, "-o", "json");
      expect(err).toBe("");
      const { tunnelAddress: endpoint, name: host } = hostOf(name);
      expect(JSON.parse(out)).toMatchObject({ site: name, endpoint, host, vni, isGateway: false, saidBy: name });
    }
    const { out } = await type("port", "list", "--network", "backup");
    for (const [here, there] of [NAMES, NAMES.toReversed()] as const) {
      const line = `^${here} +backup +${there}/${portOf(there).id} .* ${hostOf(there).tunnelAddress} +yes$`;
      expect(out).toMatch(new RegExp(line, "m"));
    }
  });

  test("a rule that is taken away is the hop that trace names; machines do not reach each other then either", async () => {
    const client = sites.neutron("south");
    const [group] = await client.securityGroups.list({ description: "multisite-network=backup" });
    const rules = await client.securityGroupRules.list({ security_group_id: group?.id ?? "", direction: "ingress" });
    for (const { id } of rules) await client.securityGroupRules.delete(id);
    const broken = await trace(portOf("north").id, portOf("south").id);
    expect(broken.exitCode).toBe(1);
    expect(firstLine(broken)).toContain(
      `at hop 9, let in (south): no rule of backup lets anything in from north/${portOf("north").id}.`,
    );
    expect(broken.out).toContain(`Next: openstack --os-cloud south security group rule list ${group?.id}`);
    await expect.poll(() => (machines.north as Machine).reaches(portOf("south").ipAddress, 500), { timeout: 60_000 }).toBe(false);
    for (const { security_group_id, direction, ethertype, protocol, remote_group_id, remote_ip_prefix } of rules) {
      const rule = { security_group_id, direction, ethertype, protocol, remote_group_id, remote_ip_prefix };
      await client.securityGroupRules.create(rule);
    }
    expect((await trace(portOf("north").id, portOf("south").id)).exitCode).toBe(0);
    expect(await (machines.north as Machine).reaches(portOf("south").ipAddress, 60_000)).toBe(true);
  });

  test("a remote port whose place another port has taken, so that no connector can mend it, is the hop that trace names", async () => {
    const client = sites.neutron("north");
    const { id, macAddress, ipAddress } = portOf("south");
    const key = `south/${id}`;
    const [networkId, subnetId] = await remotePorts("north", key).then(([one]) => [
      one?.network_id,
      one?.fixed_ips[0]?.subnet_id,
    ]);
    let thief: Port | undefined;
    for (let attempt = 0; thief === undefined && attempt < 20; attempt++) {
      for (const port of await remotePorts("north", key)) await client.ports.delete(port.id);
      const fixed_ips = [{ subnet_id: subnetId ?? "", ip_address: ipAddress }];
      // The connector may be faster, and then it is tried again.
      thief = await client.ports
        .create({ network_id: networkId ?? "", mac_address: macAddress, fixed_ips, name: "thief" })
        .catch(() => undefined);
    }
    const broken = await trace(portOf("north").id, `south/${id}`);
    expect(broken.exitCode).toBe(1);
    expect(firstLine(broken)).toMatch(/ at hop 4, remote port \(north\): /);
    expect(broken.out).toMatch(new RegExp(`^4 +remote port +north +broken +north has no remote port for south/${id}: `, "m"));
    await client.ports.delete(thief?.id ?? "");
    await expect.poll(async () => (await trace(portOf("north").id, `south/${id}`)).exitCode, { timeout: 120_000 }).toBe(0);
  });

  const create = (...more: readonly string[]) => type("port", "create", "box", "--network", "backup", "--in", "north", ...more);
  const good = () => ["--mac", BOX.mac, "--address", BOX.address, "--vtep", hostOf("south").tunnelAddress];

  test("a remote port that would harm a site is refused with the reason, and nothing is written", async () => {
    const own = await create("--mac", BOX.mac, "--address", BOX.address, "--vtep", hostOf("north").tunnelAddress);
    expect(own.exitCode).toBe(1);
    expect(own.err).toContain(`${hostOf("north").tunnelAddress} is a host of north itself`);
    const twice = await create(...good(), "--mac", portOf("south").macAddress, "--address", portOf("south").ipAddress);
    expect(twice.err).toContain(`${portOf("south").macAddress} is the MAC of port ${portOf("south").id} of south.`);
    expect(twice.err).toContain(`${portOf("south").ipAddress} is an address of port ${portOf("south").id} of south.`);
    expect(twice.err).toContain(`${portOf("south").ipAddress} is in the pool of south`);
    const dry = await create(...good(), "--dry-run");
    expect(dry.out).toContain("Nothing was done (--dry-run).");
    expect((await type("port", "list")).out).not.toContain("manual/");
    expect(await boxIn("north")).toBeUndefined();
  });

  test("one that is made by hand is realized in its site alone, mended like every other, and followed to another endpoint", async () => {
    const made = await create(...good());
    expect(made.err).toBe("");
    const flows = async () => (await hostOf("north").forwarding()).filter((flow) => flow.includes(BOX.mac));
    await expect.poll(async () => (await type("port", "show", "manual/box")).out, { timeout: 60_000 }).toMatch(/ yes$/m);
    const port = await boxIn("north");
    expect(port).toMatchObject({ name: "box", status: "ACTIVE", device_owner: SHADOW_OWNER });
    await expect.poll(flows, { timeout: 30_000 }).not.toEqual([]);
    expect(await boxIn("south")).toBeUndefined();
    expect(JSON.parse((await type("port", "endpoint", BOX.mac, "-o", "json")).out)).toMatchObject({
      site: "manual",
      endpoint: hostOf("south").tunnelAddress,
      host: null,
    });
    const traced = await trace(portOf("north").id, "manual/box");
    expect(traced.exitCode).toBe(1);
    expect(firstLine(traced)).toContain("Not known whether a frame gets");
    expect(traced.out).toMatch(/^4 +remote port +north +ok /m);

    await sites.neutron("north").ports.delete(port?.id ?? "");
    await expect.poll(async () => (await boxIn("north"))?.status, { timeout: 60_000 }).toBe("ACTIVE");
    const changed = await type("port", "update", "manual/box", "--vtep", "192.0.2.250");
    expect(changed.err).toBe("");
    await expect
      .poll(async () => (await type("port", "show", BOX.address)).out, { timeout: 60_000 })
      .toMatch(/ 192\.0\.2\.250 +yes$/m);
    expect((await boxIn("north"))?.["binding:host_id"]).toContain("192.0.2.250");
  });

  test("a program does the same over the agent's API, and what it has mistyped changes nothing", async () => {
    const socketPath = sites.star.node("north-1").home.adminSocket;
    const ask = (method: string, path: string, body?: object) => askOver(socketPath, method, path, body);
    const probe = { name: "probe", network: "backup", mac: "52:54:00:12:34:57", addresses: ["10.77.0.231"] };
    const asked = { ...probe, vtep: hostOf("south").tunnelAddress, sites: ["north"], pairs: [] };
    const mistyped = await ask("POST", "/v1/ports", { ...asked, dry_run: true });
    expect([mistyped.status, mistyped.body.error?.code]).toEqual([400, "agent.admin.body"]);
    expect((await ask("POST", "/v1/ports", { ...asked, dryRun: true })).status).toBe(200);
    expect(await remotePortsAt(probe.mac)).toEqual([]);
    expect((await ask("POST", "/v1/ports", asked)).status).toBe(200);
    await expect.poll(() => remotePortsAt(probe.mac), { timeout: 60_000 }).toEqual(["ACTIVE"]);
    const listed = (await ask("GET", "/v1/ports?network=backup")).body as { readonly remotePorts: readonly object[] };
    expect(listed.remotePorts).toContainEqual(expect.objectContaining({ name: "probe" }));
    expect((await ask("GET", `/v1/ports/${portOf("south").id}/endpoint`)).body).toMatchObject({
      site: "south",
      endpoint: hostOf("south").tunnelAddress,
    });
    expect((await ask("POST", "/v1/ports/manual%2Fprobe/delete", {})).status).toBe(200);
    await expect.poll(() => remotePortsAt(probe.mac), { timeout: 60_000 }).toEqual([]);
  });

  test("deleted it is gone, with its flow; a port of a site is not deleted by this command", async () => {
    const mirrored = await type("port", "delete", portOf("south").id);
    expect(mirrored.err).toContain("its remote ports follow it by themselves");
    expect((await type("port", "delete", "manual/box")).err).toBe("");
    await expect.poll(() => boxIn("north"), { timeout: 60_000 }).toBeUndefined();
    await expect
      .poll(async () => (await hostOf("north").forwarding()).filter((flow) => flow.includes(BOX.mac)), { timeout: 60_000 })
      .toEqual([]);
    expect((await type("port", "list")).out).not.toContain("manual/");
    expect(await (machines.north as Machine).reaches(portOf("south").ipAddress)).toBe(true);
  });
});

/** As any program asks an agent (docs/reference/agent-api.md). */
function askOver(socketPath: string, method: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, agent: false }, (incoming) => {
      json(incoming).then((read) => resolve({ status: incoming.statusCode ?? 0, body: read as Answer["body"] }), reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

interface Answer {
  readonly status: number;
  readonly body: { readonly error?: { readonly code: string } };
}
