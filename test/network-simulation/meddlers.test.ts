import { expect, test } from "vitest";
import { openScene } from "./run.ts";

/** A message of somebody else, or a late one of Neutron's own, takes what hosts have of a port that lives. */
test.each([
  ["the flood entry of its endpoint", () => ["00:00:00:00:00:00", "0.0.0.0"] as const],
  ["its address, under the MAC of one that went", (address: string) => ["fa:16:3e:00:00:99", address] as const],
  ["its MAC, under another address", (_: string, mac: string) => [mac, "10.50.9.9"] as const],
])("hosts that lose %s are told again at once, not at the next look at everything", async (_, entryOf) => {
  const { world, instances, witness, pass } = openScene({ seed: 5, sites: 3 });
  try {
    for (const name of world.names) instances.boot(name, "plane-a");
    for (let times = 0; times < 12; times++) await pass(5000);
    expect(witness.unsettled()).toEqual([]);
    const site = world.site("site-1");
    const [victim] = [...instances.all.values()].filter((one) => one.site === "site-2");
    if (victim === undefined) throw new Error("no instance in site-2");
    const vtep = world.site("site-2").neutron.hosts.get(victim.host)?.vtep ?? "";
    const ports = { [vtep]: [entryOf(victim.address, victim.mac)] };
    const fdb_entries = { [site.networkId("plane-a")]: { segment_id: 9_000_001, network_type: "vxlan", ports } };
    site.neutron.publish({ method: "remove_fdb_entries", args: { fdb_entries } });
    expect(witness.unsettled()).not.toEqual([]);
    for (let times = 0; times < 10; times++) await pass(500);
    expect(witness.unsettled()).toEqual([]);
    expect([...witness.problems]).toEqual([]);
  } finally {
    world.stop();
  }
});
