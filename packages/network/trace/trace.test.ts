import { describe, expect, test } from "vitest";
import { findPort } from "./find.ts";
import { document, group, own, place, question, remote, rule, site } from "./situations.ts";
import { trace } from "./trace.ts";
import type { SiteAnswer, TraceQuestion } from "./types.ts";

const statesOf = (asked: TraceQuestion) => trace(asked).hops.map(({ name, state }) => [name, state]);
const agent = { type: "Open vSwitch agent", isAlive: true, vtep: "192.0.2.21", heardAgoMs: 5000 };

describe("a frame between two sites", () => {
  test("that gets there is followed from port to port and back, and nothing is to be done", () => {
    const found = trace(question());
    expect(found.hops.map(({ name, site, state }) => [name, site, state])).toEqual([
      ["source port", "north", "ok"],
      ["source host", "north", "ok"],
      ["let out", "north", "ok"],
      ["remote port", "north", "ok"],
      ["tunnel", "north to south", "ok"],
      ["destination port", "south", "ok"],
      ["destination host", "south", "ok"],
      ["let in", "south", "ok"],
      ["way back", "south", "ok"],
    ]);
    expect(found.state).toBe("ok");
    expect(found.verdict).toBe("A frame gets from north/north-vm to south/south-vm, and an answer back: 9 hops, none broken.");
    expect(found.hops.every(({ next }) => next === null)).toBe(true);
  });

  test("has a hop for each way to the other end's tunnel, where its site could try it", () => {
    const probe = { from: "north", vtep: "192.0.2.21", state: "reached", why: "it answers a ping of 1500 bytes" } as const;
    const probes = [probe, { ...probe, from: "south", vtep: "192.0.2.11" }];
    const hops = trace(question({ probes })).hops.filter(({ name }) => name.startsWith("endpoint"));
    expect(hops.map(({ name, site, state }) => [name, site, state])).toEqual([
      ["endpoint", "north", "ok"],
      ["endpoint back", "south", "ok"],
    ]);
    expect(hops[0]?.why).toMatch(/^From the node of north's agent, 192\.0\.2\.21: it answers a ping .* is not seen\.$/);
    const untried = trace(question({ probes: [{ ...probe, state: "unknown" }] })).hops;
    expect(untried.some(({ name }) => name.startsWith("endpoint"))).toBe(false);
    expect(untried.find(({ name }) => name === "tunnel")?.why).toContain("whether UDP 4789 passes was not tried");
  });

  test.each(["unreached", "narrow", "refused"] as const)("is broken where its way's end is %s, and back too", (state) => {
    const probe = { from: "north", vtep: "192.0.2.21", state, why: "that was seen" };
    expect(trace(question({ probes: [probe] })).verdict).toMatch(
      /^Broken from .* at hop 6, endpoint \(north\): From the node of north's agent, 192\.0\.2\.21: that was seen\.$/,
    );
    const back = trace(question({ probes: [{ ...probe, from: "south", vtep: "192.0.2.11" }] }));
    expect(back.hops.find((hop) => hop.state === "broken")).toMatchObject({
      name: "endpoint back",
      next: "tcpdump -ni any udp port 4789 and host 192.0.2.21",
    });
  });

  test("whose other port is down finds a closed port normal: its host has no tunnel for it", () => {
    const probes = [{ from: "north", vtep: "192.0.2.21", state: "refused" as const, why: "it is closed" }];
    const found = trace(question({ probes, south: { ports: [own("south", { status: "DOWN" })] } }));
    expect(found.verdict).toContain("destination port");
  });

  type Case = readonly [what: string, asked: TraceQuestion, hop: string, why: string, next: string];
  const status = "multisite network status backup --ports";
  const show = (cloud: string, id: string) => `openstack --os-cloud ${cloud} port show ${id}`;
  const ports = (name: string, change: object) => ({ ports: [own(name, change)] });
  const cases: readonly Case[] = [
    [
      "a port that somebody switched off",
      question({ north: ports("north", { isAdminUp: false }) }),
      "source port",
      "north/north-vm is switched off (admin_state_up is false).",
      show("north-cloud", "north-port"),
    ],
    [
      "a port without a machine",
      question({ north: ports("north", { host: "", vifType: "unbound", status: "DOWN", agent: null, endpoint: null }) }),
      "source port",
      "has no host",
      show("north-cloud", "north-port"),
    ],
    [
      "a port that could not be bound",
      question({ south: ports("south", { vifType: "binding_failed", status: "DOWN" }) }),
      "destination port",
      "could not be bound at south-host",
      show("south-cloud", "south-port"),
    ],
    [
      "a port whose card is not wired",
      question({ south: ports("south", { status: "DOWN" }) }),
      "destination port",
      "is DOWN at south-host",
      show("south-cloud", "south-port"),
    ],
    [
      "a port that was deleted while the other site still has its remote port",
      question({ south: { ports: [] } }),
      "destination port",
      "south has no such port any more.",
      status,
    ],
    [
      "a host without an agent",
      question({ north: ports("north", { agent: null }) }),
      "source host",
      "Neutron knows no agent of north-host that wires ports.",
      "openstack --os-cloud north-cloud network agent list --host north-host",
    ],
    [
      "an agent that is silent",
      question({ south: ports("south", { agent: { ...agent, isAlive: false, heardAgoMs: 300_000 } }) }),
      "destination host",
      "The Open vSwitch agent of south-host was last heard 300 s ago",
      "openstack --os-cloud south-cloud network agent list --host south-host",
    ],
    [
      "an agent without tunnels",
      question({ north: ports("north", { agent: { ...agent, vtep: null } }) }),
      "source host",
      "has no tunnel endpoint (local_ip)",
      "openstack --os-cloud north-cloud network agent list --host north-host",
    ],
    [
      "a group that lets nothing out",
      question({ north: ports("north", { groups: [{ ...group("north"), rules: [rule()] }] }) }),
      "let out",
      "no rule of backup lets anything out to south/south-vm.",
      "openstack --os-cloud north-cloud security group rule list north-group",
    ],
    [
      "a remote port that is not there, as the connector has heard of it",
      question({ north: { remotePorts: [remote("north", "south", { made: null, lacks: ["there is no such port yet"] })] } }),
      "remote port",
      "north has no remote port for south/south-vm: there is no such port yet.",
      status,
    ],
    [
      "a remote port that its connector knows nothing of",
      question({ north: { remotePorts: [] } }),
      "remote port",
      "north has no remote port for south/south-vm: its connector has not heard of it.",
      status,
    ],
    ["a site without the network", question({ north: { networks: [] } }), "remote port", "north has no network backup.", status],
    [
      "a network that is being deleted",
      question({ north: { networks: [{ name: "backup", id: "n", phase: "leaving", vni: 1234, mtu: 1450, document }] } }),
      "remote port",
      "backup is being deleted in north: its remote ports go.",
      status,
    ],
    [
      "a remote port with another MAC",
      question({ north: { remotePorts: [remote("north", "south", { mac: "fa:16:3e:ff:ff:ff" })] } }),
      "remote port",
      "has the MAC fa:16:3e:ff:ff:ff, and the port has fa:16:3e:00:00:21",
      status,
    ],
    [
      "a remote port without the address",
      question({ north: { remotePorts: [remote("north", "south", { addresses: ["10.50.0.99"] })] } }),
      "remote port",
      "lacks the address 10.50.0.21",
      status,
    ],
    [
      "a remote port at the host where the port was before",
      question({ north: { remotePorts: [remote("north", "south", {}, { endpoint: "192.0.2.22" })] } }),
      "remote port",
      "leads to 192.0.2.22, and the port is at 192.0.2.21",
      status,
    ],
    [
      "a remote port that could not be bound",
      question({ north: { remotePorts: [remote("north", "south", {}, { vifType: "binding_failed", status: "DOWN" })] } }),
      "remote port",
      "is not bound (binding_failed)",
      show("north-cloud", "north-remote"),
    ],
    [
      "a remote port of which the hosts were not told",
      question({ north: { remotePorts: [remote("north", "south", {}, { status: "DOWN" })] } }),
      "remote port",
      "is DOWN: the hosts were not told of it",
      show("north-cloud", "north-remote"),
    ],
    [
      "unequal VNIs",
      question({ south: { networks: [{ name: "backup", id: "n", phase: "in-force", vni: 99, mtu: 1450, document }] } }),
      "tunnel",
      "backup has VNI 1234 in north and 99 in south.",
      "multisite network preflight FILE",
    ],
    [
      "unequal MTUs",
      question({ south: { networks: [{ name: "backup", id: "n", phase: "in-force", vni: 1234, mtu: 1400, document }] } }),
      "tunnel",
      "backup has MTU 1450 in north and 1400 in south: large frames are lost.",
      "multisite network preflight FILE",
    ],
    [
      "an endpoint that is a host of the own site",
      question({ north: { vteps: ["192.0.2.11", "192.0.2.21"] } }),
      "tunnel",
      "192.0.2.21 is a host of north itself.",
      "multisite network preflight FILE",
    ],
    [
      "an endpoint to which nobody can send",
      question({
        north: { remotePorts: [remote("north", "south", {}, { endpoint: "127.0.0.1" })] },
        south: ports("south", { endpoint: "127.0.0.1" }),
      }),
      "tunnel",
      "Nobody can send to 127.0.0.1.",
      "multisite network preflight FILE",
    ],
    [
      "a port with port security and no group",
      question({ south: ports("south", { groups: [] }) }),
      "let in",
      "has port security on and no security group",
      show("south-cloud", "south-port"),
    ],
    [
      "a rule that was taken away",
      question({ south: ports("south", { groups: [group("south", [])] }) }),
      "let in",
      "no rule of backup lets anything in from north/north-vm.",
      "openstack --os-cloud south-cloud security group rule list south-group",
    ],
    [
      "a rule for other addresses",
      question({ south: ports("south", { groups: [group("south", [rule({ remote_ip_prefix: "10.50.0.128/25" })])] }) }),
      "let in",
      "no rule of backup lets anything in",
      "openstack --os-cloud south-cloud security group rule list south-group",
    ],
    [
      "a rule for another protocol",
      question({
        south: ports("south", { groups: [group("south", [rule({ protocol: "icmp" })])] }),
        traffic: { protocol: "tcp", port: 5432 },
      }),
      "let in",
      "no rule of backup lets tcp 5432 in",
      "openstack --os-cloud south-cloud security group rule list south-group",
    ],
    [
      "a rule for members while the sender is none, for want of a remote port",
      question({ south: { remotePorts: [] } }),
      "let in",
      "south has no remote port that makes north/north-vm one",
      status,
    ],
    [
      "a remote port that is in another group",
      question({ south: { remotePorts: [remote("south", "north", {}, { groups: ["default"] })] } }),
      "let in",
      "backup lets members of its groups pass, and north/north-vm is none here.",
      "openstack --os-cloud south-cloud security group rule list south-group",
    ],
    [
      "no way back, so that answers are lost",
      question({ south: { ports: [own("south", { isPortSecurityOn: false })], remotePorts: [] } }),
      "way back",
      "south has no remote port for north/north-vm",
      status,
    ],
  ];

  test.each(cases)("%s: the hop is found, said why, and what to do next", (_what, asked, hop, why, next) => {
    const found = trace(asked);
    const first = found.hops.find(({ state }) => state === "broken");
    expect(first?.name).toBe(hop);
    expect(first?.why).toContain(why);
    expect(first?.next).toBe(next);
    expect(found.state).toBe("broken");
    const number = found.hops.findIndex(({ state }) => state === "broken") + 1;
    expect(found.verdict).toMatch(/^Broken from north\/north-vm to south\/south-(vm|port) at hop /);
    expect(found.verdict.endsWith(`hop ${number}, ${hop} (${first?.site}): ${first?.why}`)).toBe(true);
  });
});

describe("what is not known is not called broken", () => {
  test("a site that does not answer: its own hops are unknown, the others are told", () => {
    const found = trace(question({ silent: "south" }));
    expect(found.state).toBe("unknown");
    expect(statesOf(question({ silent: "south" }))).toEqual([
      ["source port", "ok"],
      ["source host", "ok"],
      ["let out", "ok"],
      ["remote port", "ok"],
      ["tunnel", "unknown"],
      ["destination port", "unknown"],
      ["destination host", "unknown"],
      ["let in", "unknown"],
      ["way back", "unknown"],
    ]);
    expect(found.verdict).toContain("Not known whether a frame gets from north/north-vm to south/south-port: hop 5, tunnel");
    expect(found.hops[5]?.why).toBe("south does not answer: it is not reachable.");
  });

  test("what is broken comes first, even where something else is not known", () => {
    const found = trace(question({ silent: "south", north: { remotePorts: [] } }));
    expect(found.state).toBe("broken");
    expect(found.verdict).toContain("at hop 4, remote port (north)");
  });

  test("a remote port whose agent somebody deleted, or that waits for something else", () => {
    const withRemote = (one: ReturnType<typeof remote>) => trace(question({ north: { remotePorts: [one] } })).hops[3];
    expect(withRemote(remote("north", "south", {}, { agent: null }))?.state).toBe("unknown");
    expect(withRemote(remote("north", "south", { lacks: ["to do: device-up"] }))?.why).toContain("to do: device-up");
  });

  test("a remote port that was made by a command: the way to its endpoint is told, and no more", () => {
    const to = { site: "manual", portId: "box", network: "backup" };
    const made = { ...remote("north", "south", {}, { endpoint: "198.51.100.7" }), of: to };
    const found = trace(question({ to, north: { remotePorts: [made] } }));
    expect(found.state).toBe("unknown");
    expect(found.hops[3]).toMatchObject({ name: "remote port", state: "ok" });
    expect(found.hops[4]?.why).toContain("192.0.2.11 sends to 198.51.100.7; what that end takes is not known.");
    expect(found.hops[5]?.why).toContain("a remote port was made for it by a command");
  });
});

describe("security", () => {
  const letIn = (rules: readonly ReturnType<typeof rule>[], traffic: TraceQuestion["traffic"]) =>
    trace(question({ south: { ports: [own("south", { groups: [group("south", rules)] })] }, traffic })).hops[7];

  test.each([
    ["a protocol by its number", [rule({ protocol: "6" })], { protocol: "tcp" as const, port: 80 }],
    [
      "a range of ports",
      [rule({ protocol: "tcp", port_range_min: 5000, port_range_max: 6000 })],
      { protocol: "tcp" as const, port: 5432 },
    ],
    ["VRRP", [rule({ protocol: "112" })], { protocol: "vrrp" as const }],
    ["a CIDR with the sender in it", [rule({ remote_ip_prefix: "10.50.0.0/28" })], { protocol: "icmp" as const }],
  ])("%s lets it in", (_what, rules, traffic) => {
    expect(letIn(rules, traffic)?.state).toBe("ok");
  });

  test.each([
    [
      "a port beside the range",
      [rule({ protocol: "tcp", port_range_min: 80, port_range_max: 81 })],
      { protocol: "tcp" as const, port: 82 },
    ],
    ["IPv6 only", [rule({ ethertype: "IPv6" })], { protocol: "any" as const }],
    ["a rule for what goes out", [rule({ direction: "egress" })], { protocol: "any" as const }],
  ])("%s does not", (_what, rules, traffic) => {
    expect(letIn(rules, traffic)?.state).toBe("broken");
  });

  test("without a protocol asked for it is told what gets in", () => {
    const rules = [rule({ protocol: "icmp" }), rule({ protocol: "tcp", port_range_min: 80, port_range_max: 80 })];
    expect(letIn(rules, { protocol: "any" })?.why).toBe("backup lets icmp, tcp 80 in from north/north-vm.");
  });
});

describe("two ports of one site", () => {
  const other = own("north", { id: "other", name: "other-vm", mac: "fa:16:3e:00:00:12", addresses: ["10.50.0.12"] });
  const to = { site: "north", portId: "other", network: "backup" };

  test("need no remote ports; at one host its agent is looked at once", () => {
    const asked = question({ to, north: { ports: [own("north"), other], remotePorts: [] } });
    expect(trace(asked).state).toBe("ok");
    expect(statesOf(asked).map(([name]) => name)).toEqual([
      "source port",
      "source host",
      "let out",
      "destination port",
      "let in",
    ]);
    const moved = question({ to, north: { ports: [own("north"), { ...other, host: "north-host-2" }], remotePorts: [] } });
    expect(statesOf(moved).map(([name]) => name)).toContain("destination host");
  });

  test("are members of one group, or are not let in", () => {
    const apart = { ...other, groups: [group("north"), { ...group("south"), id: "x" }].slice(1) };
    expect(trace(question({ to, north: { ports: [own("north"), apart] } })).state).toBe("broken");
  });
});

test("ports on different networks: no frame passes, whatever else is so", () => {
  const found = trace(question({ to: { ...place("south"), network: "other" } }));
  expect(found.hops).toHaveLength(1);
  expect(found.verdict).toContain("hop 1, network (north to south): north/north-vm is on backup, and south/south-vm on other");
});

describe("which port is meant", () => {
  const answers = question().sites;
  const find = (ref: string, from: ReadonlyMap<string, SiteAnswer> = answers) => findPort(ref, ["north", "south"], from);

  test.each([
    ["its ID", "south-port"],
    ["its MAC in any case", "FA:16:3E:00:00:21"],
    ["its address", "10.50.0.21"],
    ["its name", "south-vm"],
    ["its site and name", "south/south-vm"],
  ])("by %s; the remote port that another site has for it is the same port", (_what, ref) => {
    expect(find(ref)).toEqual({ place: place("south") });
  });

  test("of a site that does not answer, by the remote port of another one", () => {
    expect(find("10.50.0.21", question({ silent: "south" }).sites)).toEqual({ place: place("south") });
  });

  test("one that nobody knows, or not in that site: told with the sites that did not answer", () => {
    expect(find("10.9.9.9")).toEqual({
      isKnown: false,
      problem: "No site that answers has a port 10.9.9.9 on a stretched network.",
    });
    expect(find("north/south-vm")).toMatchObject({ problem: "north has no port south-vm on a stretched network." });
    expect(find("10.9.9.9", question({ silent: "south" }).sites)).toMatchObject({
      problem: expect.stringContaining("south does not answer"),
    });
  });

  test("an address that two networks have is two ports: both are named", () => {
    const both = new Map(answers).set("north", {
      answer: site("north", "south", { ports: [own("north"), own("north", { id: "second", network: "other" })] }),
    });
    const found = find("10.50.0.11", both);
    expect(found).toMatchObject({ isKnown: true });
    expect("problem" in found && found.problem).toBe("10.50.0.11 is 2 ports: north/north-port on backup, north/second on other.");
  });
});
