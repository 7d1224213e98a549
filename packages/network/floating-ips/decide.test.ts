import { describe, expect, test } from "vitest";
import { decideMove, type Looked } from "./decide.ts";
import type { FloatingIpLook, MoveRequest, StaleHolder, TargetLook } from "./types.ts";

const ADDRESS = "203.0.113.50";
const request: MoveRequest = { address: ADDRESS, to: "south", port: "media" };

const target: TargetLook = {
  networks: [{ id: "out", name: "outside", cidrs: ["203.0.113.0/24"] }],
  ports: [{ id: "p1", projectId: "vnf", addresses: [{ address: "10.78.0.7", subnetId: "tenant" }], floatingIps: [] }],
  routers: [{ name: "r", subnetIds: ["tenant"], externalNetworkId: "out" }],
};
const at = (site: string, change: Partial<FloatingIpLook> = {}): Looked => ({
  site,
  answer: {
    site,
    heard: null,
    isFenced: false,
    despite: [],
    hasFence: false,
    holders: [],
    usedBy: null,
    isGivenOut: false,
    target: site === "south" ? target : null,
    ...change,
  },
});
const silent = (site: string): Looked => ({ site, problem: "no answer." });
const held = { holders: [{ id: "f1", portId: "p9", status: "ACTIVE", description: "media" }] };
const move = (to: string, epoch: number) => ({ address: ADDRESS, to, epoch });

function decide(looked: readonly Looked[], wish: Partial<MoveRequest> = {}, open: readonly StaleHolder[] = []) {
  const decided = decideMove({ ...request, ...wish }, { looked, noted: open, open, nowMs: 1000 });
  return "plan" in decided ? decided.plan : decided.wrong.join("\n");
}

describe("who lets go", () => {
  test("all that answer promise it, the one that has it last; its description goes along", () => {
    expect(decide([at("north", held), at("south"), at("west")])).toMatchObject({
      move: move("south", 1000),
      port: { id: "p1", fixedAddress: "10.78.0.7", projectId: "vnf" },
      networkId: "out",
      description: "media",
      releases: [
        { site: "west", holderId: null },
        { site: "north", holderId: "f1" },
      ],
      silent: [],
      against: null,
    });
  });

  test("the move counts more than any that a site has heard of, whatever the clock here says", () => {
    expect(decide([at("north", { ...held, heard: move("north", 5000) }), at("south")])).toMatchObject({
      move: move("south", 5001),
    });
  });

  test("a site that does not answer is left alone when another one has the address", () => {
    expect(decide([at("north", held), at("south"), silent("west")])).toMatchObject({ silent: [], against: null });
  });
});

describe("a site that may have it and does not answer", () => {
  const looked = [silent("north"), at("south")];

  test("is refused, with what can be done", () => {
    expect(decide(looked)).toMatch(/north does not answer.*\n.*fence in the group network of the agent of south.*--override 203/);
  });

  test("is kept away by the fence of the site that takes over, or overridden by the typed address and a reason", () => {
    expect(decide([silent("north"), at("south", { hasFence: true })])).toMatchObject({ silent: ["north"], against: "fence" });
    const override = { address: ADDRESS, reason: "no power in north" };
    expect(decide(looked, { override })).toMatchObject({ silent: ["north"], against: "override", reason: override.reason });
    expect(decide(looked, { override: { ...override, address: "203.0.113.51" } })).toContain("203.0.113.51 was typed");
  });

  test("may still have it though another one has, when it was overridden before, or the address went there later", () => {
    const stale: StaleHolder = { site: "west", move: move("north", 7), against: "override", reason: "x" };
    const here = at("north", { ...held, heard: move("north", 7) });
    expect(decide([here, at("south"), silent("west")], {}, [stale])).toContain("west does not answer");
    const despite = at("north", { ...held, heard: move("north", 7), despite: ["west"] });
    expect(decide([despite, at("south"), silent("west")])).toContain("west does not answer");
    const later = at("south", { heard: move("west", 8) });
    expect(decide([here, later, silent("west")])).toContain("west does not answer");
  });
});

describe("what does not fit is refused with site, field and what to do", () => {
  const south = (change: Partial<TargetLook>) => [at("north", held), at("south", { target: { ...target, ...change } })];
  const [port] = target.ports;

  test.each([
    [
      "a network without the address",
      south({ networks: [{ id: "o", name: "o", cidrs: ["198.51.100.0/24"] }] }),
      "external network",
    ],
    ["a port that is not there", south({ ports: [] }), "south, port: there is no port media"],
    ["two ports of that name", south({ ports: [...target.ports, ...target.ports] }), "give the ID of one"],
    ["no router to that network", south({ routers: [] }), "openstack router set --external-gateway"],
    [
      "a port with another floating IP",
      south({
        ports: [
          {
            ...(port as NonNullable<typeof port>),
            floatingIps: [{ address: "203.0.113.9", networkId: "out", fixedAddress: "10.78.0.7", isOfNetwork: false }],
          },
        ],
      }),
      "203.0.113.9 leads to 10.78.0.7 already",
    ],
    [
      "a router with that address",
      [at("north", held), at("south", { usedBy: "port q (network:router_gateway)" })],
      "south, port: 203.0.113.50 is the address of port q",
    ],
    ["two sites that have it", [at("north", held), at("west", held), at("south")], "north (f1) and west (f1) have"],
    ["the site has it at another port", [at("north"), at("south", held)], "openstack floating ip set --port p1 f1"],
    ["nobody has it", [at("north"), at("south")], "no site has a floating IP 203.0.113.50"],
    ["an unknown site", [at("north", held)], "to: south is no site with a cloud; there are north"],
  ])("%s", (_, looked, text) => {
    expect(decide(looked)).toContain(text);
  });
});
