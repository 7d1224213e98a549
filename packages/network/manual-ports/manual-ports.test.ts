import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWaker } from "../connector/index.ts";
import { take } from "../mirror/index.ts";
import { document, own, question, remote } from "../trace/situations.ts";
import { MANUAL_NODE, MANUAL_SITE, type ManualPort, manualPortProblems, openManualPorts, tellManualPorts } from "./index.ts";

const port = (change: Partial<ManualPort> = {}): ManualPort => ({
  id: "box",
  name: "firewall",
  network: "backup",
  mac: "52:54:00:12:34:56",
  addresses: ["10.50.0.250"],
  vtep: "198.51.100.7",
  pairs: [],
  ...change,
});

describe("a port that is made by hand is refused before anything is written", () => {
  type Situation = Parameters<typeof question>[0];
  const problems = (change: Partial<ManualPort>, situation: Situation = {}, sites: readonly string[] = ["north"]) =>
    manualPortProblems({ port: port(change), sites, answers: question(situation).sites });
  const taken = (one: Partial<ManualPort>, id: string) => ({
    remotePorts: [
      {
        ...remote("south", "north"),
        mac: "52:54:00:00:00:01",
        addresses: ["10.50.0.251"],
        ...one,
        of: { site: MANUAL_SITE, portId: id, network: "backup" },
      },
    ],
  });

  test("not when nothing is wrong with it", () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({ pairs: [{ ip_address: "10.50.0.240" }, { ip_address: "10.60.0.0/16", mac_address: "52:54:00:00:00:09" }] }),
    ).toEqual([]);
  });

  type Case = readonly [
    what: string,
    change: Partial<ManualPort>,
    text: string,
    situation?: Situation,
    sites?: readonly string[],
  ];
  const cases: readonly Case[] = [
    ["a network that there is not", { network: "other" }, "No site that answers has a network other."],
    ["a MAC that is none", { mac: "52:54:00" }, "52:54:00 is no MAC of one card"],
    ["a name that no Neutron takes", { name: "x".repeat(256) }, "name is longer than 255"],
    ["a MAC of a group", { mac: "01:00:5e:00:00:01" }, "is no MAC of one card"],
    ["no address", { addresses: [] }, "It needs an address"],
    ["what is no address", { addresses: ["10.50.0.999"] }, "10.50.0.999 is no IPv4 address."],
    ["an address outside of the CIDR", { addresses: ["10.51.0.250"] }, "10.51.0.250 is no address for a port in 10.50.0.0/24."],
    ["the broadcast address", { addresses: ["10.50.0.255"] }, "10.50.0.255 is no address for a port"],
    [
      "an address in a site's pool",
      { addresses: ["10.50.0.25"] },
      "10.50.0.25 is in the pool of south (10.50.0.20 to 10.50.0.29)",
    ],
    ["a VIP", { addresses: ["10.50.0.240"] }, "10.50.0.240 is reserved for the VIP state."],
    ["the gateway", { addresses: ["10.50.0.1"] }, "10.50.0.1 is the gateway of the network."],
    ["a loopback endpoint", { vtep: "127.0.0.1" }, "Nobody can send to 127.0.0.1"],
    ["a multicast endpoint", { vtep: "239.1.1.1" }, "Nobody can send to 239.1.1.1"],
    ["an endpoint of the site itself", { vtep: "192.0.2.11" }, "192.0.2.11 is a host of north itself"],
    ["an address pair that is none", { pairs: [{ ip_address: "10.50.0.0/64" }] }, "for an address pair"],
    ["the MAC of a port of any site", { mac: "fa:16:3e:00:00:21" }, "fa:16:3e:00:00:21 is the MAC of port south-port of south."],
    [
      "the address of a port of any site",
      {},
      "10.50.0.250 is an address of port south-port of south.",
      { south: { ports: [own("south", { addresses: ["10.50.0.250"] })] } },
    ],
    [
      "the MAC of another one by hand",
      {},
      "is the MAC of manual port older in south.",
      { south: taken({ mac: port().mac }, "older") },
    ],
    ["a site that the network has not", {}, "west is no site of backup: name one of north, south.", {}, ["west"]],
    ["a site that does not answer", {}, "south does not answer, and may have the MAC or address", { silent: "south" }],
    [
      "a network that is being deleted",
      {},
      "backup is not in force in north (leaving).",
      { north: { networks: [{ name: "backup", id: "n", phase: "leaving", vni: 1, mtu: 1450, document }] } },
    ],
    [
      "a network of another type",
      {},
      "only an overlay has remote ports",
      {
        north: {
          networks: [
            { name: "backup", id: "n", phase: "in-force", vni: 1, mtu: 1450, document: { ...document, type: "provider" } },
          ],
        },
      },
    ],
  ];

  test.each(cases.map((one) => [one[0], one] as const))("%s", (_what, [, change, text, situation, sites]) => {
    expect(problems(change, situation, sites).join("\n")).toContain(text);
  });

  test("itself is no duplicate when it is changed, and neither is a port on another network", () => {
    expect(problems({}, { south: taken({ mac: port().mac, addresses: port().addresses }, "box") })).toEqual([]);
    expect(problems({}, { south: { ports: [own("south", { network: "other", mac: port().mac })] } })).toEqual([]);
  });
});

describe("the ports that are kept", () => {
  function open() {
    const directory = mkdtempSync(join(tmpdir(), "multisite-manual-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, "manual-ports.json");
    const clock = createSimulatedClock();
    const changed = createWaker(clock);
    const ports = openManualPorts(file, clock.nowMs(), () => changed.wake());
    const links = createSimulatedPeers({ clock, random: createSeededRandom(1) }).join({ site: "north", node: "north-1" });
    return { file, clock, ports, links: tellManualPorts(links, ports, changed, 10_000) };
  }
  const ask = (links: ReturnType<typeof open>["links"], body: object) =>
    links.ask(MANUAL_NODE, "network.mirror", body) as Promise<never>;

  test("are told to the connector as a site's ports are, and it believes each answer after the one before", async () => {
    const { clock, ports, links } = open();
    const empty = take(MANUAL_SITE, undefined, await ask(links, {})).copy;
    expect(empty.ports.size).toBe(0);
    ports.put(port());
    const one = take(MANUAL_SITE, empty, await ask(links, { epoch: empty.epoch, version: empty.version })).copy;
    expect(one.ports.get("box")).toEqual({ ...port(), isUp: true });
    const waiting = ask(links, { epoch: one.epoch, version: one.version });
    ports.drop(({ id }) => id === "box");
    await clock.advance(0);
    expect(take(MANUAL_SITE, one, await waiting).copy.ports.size).toBe(0);
  });

  test("a question for which there is nothing new is held, and answered all the same in the end", async () => {
    const { clock, ports, links } = open();
    const { epoch, version } = ports.now();
    let isAnswered = false;
    const held = ask(links, { epoch, version }).then(() => {
      isAnswered = true;
    });
    await clock.advance(9000);
    expect(isAnswered).toBe(false);
    await clock.advance(1001);
    await held;
    expect(isAnswered).toBe(true);
  });

  test("are there after a restart, with a version that goes on; a damaged file is an error, and not no ports", () => {
    const { file, ports } = open();
    ports.put(port());
    ports.put(port({ vtep: "198.51.100.8" }));
    const again = openManualPorts(file, 0, () => {});
    expect(again.now()).toEqual(ports.now());
    expect(again.now().ports).toEqual([port({ vtep: "198.51.100.8" })]);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 20));
    expect(() => openManualPorts(file, 0, () => {})).toThrow("cannot be read");
  });
});
