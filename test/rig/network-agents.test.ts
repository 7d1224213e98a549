import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isShadowHost, SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import { ringTwo } from "../../rig/debian/packages.ts";
import type { Machine } from "../../rig/neutron/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { document, startTypedSites, type TypedSites } from "./neutron/typed-sites.ts";
import { type Done, NAMES, type Name } from "./neutron/typed-star.ts";

describeReal("a network by its commands, through the agents of two sites with real Neutrons", ringTwo, () => {
  let sites: TypedSites;
  const machines: Partial<Record<Name, Machine>> = {};
  beforeAll(async () => {
    sites = await startTypedSites("network-agents");
  });
  afterAll(async () => {
    await sites?.stop();
  });
  const neutron = (name: Name) => sites.neutron(name);
  const networkIn = (name: Name) => sites.networkIn(name);
  const type = (args: readonly string[], text?: string): Promise<Done> => sites.type(["network", ...args], text);
  const machine = (name: Name): Machine => machines[name] as Machine;

  test("a dry run tells what each site would make, and makes nothing", async () => {
    const { exitCode, out, err } = await type(["apply", "--dry-run"], document(1));
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(out).toContain("north: create-network, create-group");
    expect(out).toContain("Nothing was done (--dry-run).");
    for (const name of NAMES) expect(await networkIn(name)).toBeUndefined();
  });

  describe("the way between the sites", () => {
    const endpoint = (name: Name): string => sites.rig.sites[name].hosts[0]?.tunnelAddress ?? "";
    const refusal = async (change: object = {}) => {
      const { exitCode, out, err } = await type(["apply"], document(1, change));
      expect([exitCode, out]).toEqual([1, ""]);
      for (const name of NAMES) expect(await networkIn(name)).toBeUndefined();
      return err;
    };

    test("that is cut is found by both sites, with the endpoint and what to do, and nothing is written", async () => {
      await sites.rig.network.cut("north", "south");
      const dry = await type(["apply", "--dry-run"], document(1));
      await expect(refusal()).resolves.toBe(dry.err);
      expect(dry.exitCode).toBe(1);
      expect(dry.err).toContain(`north does not reach the tunnel endpoint ${endpoint("south")} of south: it answers no ping`);
      expect(dry.err).toContain(`south does not reach the tunnel endpoint ${endpoint("north")} of north: it answers no ping`);
      expect(dry.err).toContain("tunnel_probe: none");
      const asked = await type(["preflight", "--agents", "-o", "json"], document(1));
      expect(asked.exitCode).toBe(1);
      const { findings } = JSON.parse(asked.out) as {
        readonly findings: readonly { readonly code: string; readonly site: string }[];
      };
      const unreached = findings.filter(({ code }) => code === "network.preflight.vtep_unreachable");
      expect(unreached.map(({ site }) => site).sort()).toEqual([...NAMES]);
      await sites.rig.network.heal("north", "south");
    });

    test("that is narrower than a frame with VXLAN around it is found, and a smaller MTU of the document passes", async () => {
      const route = await sites.rig.network.run("north", "/usr/sbin/ip", ["route", "get", endpoint("south")]);
      const link = / dev (\S+)/.exec(route.stdout)?.[1] ?? "";
      const setMtu = (bytes: number) => sites.rig.network.run("north", "/usr/sbin/ip", ["link", "set", link, "mtu", `${bytes}`]);
      await setMtu(1420);
      expect(await refusal({ mtu: 1400 })).toContain(
        `north reaches the tunnel endpoint ${endpoint("south")} of south with small packets only: it answers a small ping, and none of 1450 bytes`,
      );
      expect((await type(["apply", "--dry-run"], document(1, { mtu: 1370 }))).exitCode).toBe(0);
      await setMtu(1500);
    });

    test("on which a firewall rejects VXLAN is found, though pings pass", async () => {
      const filter = (what: string) =>
        sites.rig.network.run("north", "/usr/sbin/iptables", [
          ...[what, "OUTPUT", "-p", "udp", "--dport", "4789", "-j", "REJECT", "--reject-with", "icmp-admin-prohibited"],
        ]);
      await filter("-A");
      expect(await refusal()).toContain("it answers a ping, and UDP 4789 is rejected on the way");
      await filter("-D");
      const { exitCode, out } = await type(["apply", "--dry-run"], document(1));
      expect(exitCode).toBe(0);
      expect(out).not.toContain("does not reach");
    });
  });

  test("apply makes it in both sites with one VNI; machines reach each other; status has read it back", async () => {
    const { exitCode, out, err } = await type(["apply"], document(1));
    expect(err).toBe("");
    expect(out).toContain("Done.");
    expect(exitCode).toBe(0);
    const made = await Promise.all(NAMES.map(networkIn));
    expect(new Set(made.map((one) => one?.["provider:segmentation_id"])).size).toBe(1);
    for (const name of NAMES) machines[name] = await sites.plug(name);
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
    await sites.star.node("south-1").stop();
    const refused = await type(["apply"], document(3));
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain("south: ");
    const status = await type(["status"]);
    expect(status.exitCode).toBe(1);
    expect(status.out).toMatch(/^south +- .*/m);
    expect(await machine("north").reaches(machine("south").port.ipAddress)).toBe(true);
    await sites.star.node("south-1").startAgent();
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
