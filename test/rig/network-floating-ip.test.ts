import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalStar } from "../../packages/agent/index.ts";
import { Secret } from "../../packages/kernel/secret/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import { createMachineIn, type Host, type Machine, type NeutronSites, startSites } from "../../rig/neutron/index.ts";
import { findFreePort } from "../../rig/process/port.ts";
import { createRoom } from "../../rig/process/room.ts";
import { describeReal } from "../support/describe-real.ts";
import { allowEcho, createRoutedNetwork } from "./neutron/routed-network.ts";
import { type Done, NAMES, type Name, startStarOver, typeAt } from "./neutron/typed-star.ts";
import { type Outside, standOutside, type Watch } from "./neutron/who-answers.ts";
import { connectTo, neutronOf } from "./neutron-client/site.ts";

const ADDRESS = "203.0.113.50";
const POOLS = { north: ["203.0.113.10", "203.0.113.99"], south: ["203.0.113.100", "203.0.113.199"] } as const;

const MARK = "multisite-network=far";
const FAR = {
  apiVersion: "multisite/v1",
  kind: "StretchedNetwork",
  metadata: { name: "far" },
  spec: {
    generation: 1,
    project: "admin",
    type: "routed",
    security: { allow: [{ protocol: "icmp", from: "members" }] },
    sites: NAMES.map((name, index) => ({
      name,
      cidr: `10.8${index}.0.0/24`,
      pool: { first: `10.8${index}.0.10`, last: `10.8${index}.0.99` },
      externalNetwork: "outside",
    })),
  },
};

describeReal("a floating IP between two real clouds on one external network", ringTwo, () => {
  const room = createRoom("floating-ip");
  const fenceCalls: object[] = [];
  let fenceStatus = 503;
  let hook: Server;
  let rig: NeutronSites<Name>;
  let star: LocalStar;
  let outside: Outside;
  let watch: Watch;
  const machines: Partial<Record<Name, Machine>> = {};
  const neutron = (name: Name) => neutronOf(connectTo(rig.sites[name].controller));
  const machine = (name: Name): Machine => machines[name] as Machine;
  const holdersIn = (name: Name) => neutron(name).floatingIps.list({ floating_ip_address: ADDRESS });
  /** Of the router's end in the external network. */
  const routerMac = async (name: Name) =>
    (await neutron(name).ports.list({ device_owner: "network:router_gateway" }))[0]?.mac_address ?? "";

  beforeAll(async () => {
    const port = await findFreePort();
    // The operator's own: it takes the other site off the switch, as soon as it is told to answer well.
    hook = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", async () => {
        const body = JSON.parse(text) as { readonly from: readonly string[] };
        fenceCalls.push(body);
        if (fenceStatus === 204) for (const site of body.from) await rig.fabric.cut(site);
        response.writeHead(fenceStatus).end();
      });
    }).listen(port, "127.0.0.1");
    rig = await startSites({ north: { hosts: ["gateway"] }, south: { hosts: ["gateway"] } }, console.log);
    outside = await standOutside(rig);
    star = await startStarOver(rig, room, (name) => ({
      transportUrl: new Secret(rig.sites[name].controller.transportUrl),
      ...(name === "north" ? { fence: `http://127.0.0.1:${port}/fence` } : {}),
    }));
    for (const name of NAMES) {
      const site = rig.sites[name];
      const { externalId, ...tenant } = await createRoutedNetwork(site, POOLS[name]);
      await allowEcho(site);
      machines[name] = await createMachineIn(site, site.hosts[0] as Host, tenant, { name: `media-${name}` });
      if (name === "south") continue;
      await neutron(name).floatingIps.create({
        floating_network_id: externalId,
        floating_ip_address: ADDRESS,
        port_id: machine(name).port.id,
        description: "media of the VNF",
      });
    }
    watch = outside.watch(ADDRESS);
  });
  afterAll(async () => {
    await star?.stop();
    await outside?.remove();
    await rig?.stop();
    hook?.close();
    room.remove();
  });

  const type = (at: Name, ...args: readonly string[]): Promise<Done> => typeAt(star, at, ["network", ...args]);
  const moveTo = (to: Name) => ["move-floating-ip", ADDRESS, "--to", to, "--port", `media-${to}`] as const;

  test("it moves by the command: the old cloud lets go first, never two answer, and the new router announces it", async () => {
    expect(await outside.reaches(ADDRESS, 60_000)).toBe(true);
    const plan = await type("north", ...moveTo("south"), "--dry-run");
    expect(plan.err).toBe("");
    expect(plan.out).toContain("From north to south; nobody answers");
    expect(await holdersIn("north")).toHaveLength(1);

    for (const to of ["south", "north", "south"] as const) {
      watch.begin();
      const stop = await outside.ping(ADDRESS);
      const startedMs = performance.now();
      const { err, out, exitCode } = await type("north", ...moveTo(to));
      const tookMs = performance.now() - startedMs;
      expect(err).toBe("");
      expect(exitCode).toBe(0);
      expect(out).toContain("Done.");
      expect(await outside.reaches(ADDRESS, 30_000)).toBe(true);
      const mac = await routerMac(to);
      await expect.poll(() => watch.answering(1000), { timeout: 20_000 }).toEqual([mac]);
      const { longestGapMs, answers } = await stop();
      console.log(out);
      console.log(
        `To ${to}: the floating IP did not answer for ${(longestGapMs / 1000).toFixed(2)} s (${answers} pings answered); the command took ${(tookMs / 1000).toFixed(1)} s.`,
      );
      expect(answers).toBeGreaterThan(0);
      expect(watch.twice().questions).toBe(0);
      expect(watch.announced()).toContain(mac);
    }
    expect(await holdersIn("north")).toEqual([]);
    expect(await holdersIn("south")).toMatchObject([{ status: "ACTIVE", description: "media of the VNF" }]);
    // It is in north's pool, and nobody gets it there.
    expect(await neutron("north").ports.list({ device_owner: "multisite:floating-ip" })).toHaveLength(1);
    expect(await neutron("south").ports.list({ device_owner: "multisite:floating-ip" })).toEqual([]);
  });

  test("what does not fit is refused with site, field and what to do, and nothing is written", async () => {
    const { exitCode, err } = await type("north", "move-floating-ip", ADDRESS, "--to", "north", "--port", "none");
    expect(exitCode).toBe(1);
    expect(err).toContain("north, port: there is no port none.");
    expect((await type("north", "move-floating-ip", "198.51.100.1", "--to", "north", "--port", "media-north")).err).toContain(
      "north, external network: none has a subnet with 198.51.100.1; there is outside (203.0.113.0/24)",
    );
    expect([...(await holdersIn("north")), ...(await holdersIn("south"))]).toHaveLength(1);
  });

  test("machines that come to a routed network reach each other at floating IPs by themselves, and leave none and no rule", async () => {
    const file = room.file("far.yaml");
    writeFileSync(file, JSON.stringify(FAR));
    const applied = await type("north", "apply", file);
    expect(applied.err).toBe("");
    const come: Partial<Record<Name, Machine>> = {};
    for (const name of NAMES) come[name] = await plugFar(name);
    const floating = (name: Name) => neutron(name).floatingIps.list({ description: MARK });
    const letIn = async (name: Name) => {
      const [group] = await neutron(name).securityGroups.list({ description: MARK });
      const rules = await neutron(name).securityGroupRules.list({ security_group_id: group?.id ?? "" });
      return rules.flatMap(({ remote_ip_prefix: prefix }) => (prefix === null ? [] : prefix));
    };
    const startedMs = performance.now();
    for (const name of NAMES) await expect.poll(() => floating(name), { timeout: 60_000 }).toHaveLength(1);
    const addresses = { north: "", south: "" };
    for (const name of NAMES) addresses[name] = (await floating(name))[0]?.floating_ip_address ?? "";
    for (const [name, other] of [NAMES, NAMES.toReversed()] as [Name, Name][])
      expect(await come[name]?.reaches(addresses[other], 90_000), `${name} reaches ${other}`).toBe(true);
    console.log(
      `Machines of a routed network reached each other ${((performance.now() - startedMs) / 1000).toFixed(1)} s after boot.`,
    );
    await expect.poll(async () => (await type("north", "status", "far")).exitCode, { timeout: 60_000 }).toBe(0);
    const shown = (await type("north", "status", "far", "--ports")).out;
    expect(shown).toMatch(/^north +far +in force +1 +1 +2 of 2 /m);
    expect(shown).toMatch(new RegExp(`^south +far +north/${come.north?.port.id} +${addresses.north} +nothing: realized$`, "m"));
    expect(await letIn("south")).toEqual([`${addresses.north}/32`]);

    for (const name of NAMES) {
      await come[name]?.unplug();
      await neutron(name).ports.delete(come[name]?.port.id ?? "");
    }
    for (const name of NAMES)
      await expect.poll(async () => [...(await floating(name)), ...(await letIn(name))], { timeout: 60_000 }).toEqual([]);
    const deleted = await type("north", "delete", "far", "--confirm", "far");
    expect(deleted.err).toBe("");
    for (const name of NAMES) expect(await neutron(name).routers.list({ description: MARK })).toEqual([]);
  });

  /** A machine on the routed network, in its group. */
  async function plugFar(name: Name): Promise<Machine> {
    const [network] = await neutron(name).networks.list({ name: "far" });
    const [subnet] = await neutron(name).subnets.list({ network_id: network?.id ?? "" });
    const [group] = await neutron(name).securityGroups.list({ description: MARK });
    return await createMachineIn(rig.sites[name], rig.sites[name].hosts[0] as Host, {
      networkId: network?.id ?? "",
      subnetId: subnet?.id ?? "",
      mtu: network?.mtu ?? 1400,
      securityGroups: [group?.id ?? ""],
      ...(subnet?.gateway_ip ? { gateway: subnet.gateway_ip } : {}),
    });
  }

  test("a cloud that cannot be asked and still answers is fenced off first; a fence that fails stops the run", async () => {
    await star.node("south-1").stop();
    watch.begin();
    const failed = await type("north", ...moveTo("north"));
    expect(failed.exitCode).toBe(1);
    expect(failed.err).toContain("The fence answers 503");
    expect(watch.answering(2000)).toEqual([await routerMac("south")]);
    expect(await holdersIn("north")).toEqual([]);

    fenceStatus = 204;
    const id = /network\.move-floating-ip-\w+/.exec(failed.out)?.[0] ?? "";
    const resumed = await type("north", "resume", id);
    expect(resumed.err).toBe("");
    expect(fenceCalls.at(-1)).toMatchObject({ address: ADDRESS, from: ["south"], to: "north" });
    await expect.poll(() => watch.answering(1000), { timeout: 30_000 }).toEqual([await routerMac("north")]);
    expect(await holdersIn("south")).toHaveLength(1);

    // Heard again, it lets go of what it has; then the operator opens the switch.
    await star.node("south-1").startAgent();
    await expect.poll(() => holdersIn("south"), { timeout: 90_000 }).toEqual([]);
    await rig.fabric.heal("south");
    expect(await outside.reaches(ADDRESS, 30_000)).toBe(true);
    expect(watch.twice().questions).toBe(0);
  });

  test("a cloud without power: refused without a fence, done by the typed override; with power again it lets go", async () => {
    await Promise.all([rig.sites.north.kill(), star.node("north-1").stop()]);
    const refused = await type("south", ...moveTo("south"));
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain(`north does not answer, and may have ${ADDRESS}`);
    expect(refused.err).toContain(`--override ${ADDRESS} --reason TEXT`);
    expect(await holdersIn("south")).toEqual([]);

    watch.begin();
    const reason = "north has no power, seen on site";
    const { err, out } = await type("south", ...moveTo("south"), "--override", ADDRESS, "--reason", reason);
    expect(err).toBe("");
    expect(out).toContain("Done.");
    expect(await outside.reaches(ADDRESS, 30_000)).toBe(true);
    const id = /network\.move-floating-ip-\w+/.exec(out)?.[0] ?? "";
    expect((await type("south", "runs", id, "-o", "json")).out).toContain(reason);
    const alarms = () => star.node("south-1").running()?.ports.alarms.active() ?? [];
    await expect
      .poll(() => alarms().filter(({ id }) => id.startsWith("network.floating-ip/")), { timeout: 20_000 })
      .toMatchObject([{ severity: "critical", site: "north" }]);

    await rig.sites.north.startAgain();
    await star.node("north-1").startAgent();
    await expect.poll(() => holdersIn("north"), { timeout: 150_000 }).toEqual([]);
    await expect.poll(() => watch.answering(2000), { timeout: 60_000 }).toEqual([await routerMac("south")]);
    const { questions, forMs } = watch.twice();
    console.log(
      `After the override and with power again, both answered for ${(forMs / 1000).toFixed(1)} s (${questions} questions).`,
    );
    expect(await outside.reaches(ADDRESS, 60_000)).toBe(true);
    await expect.poll(() => alarms().filter(({ id }) => id.startsWith("network.floating-ip/")), { timeout: 20_000 }).toEqual([]);
  });
});
