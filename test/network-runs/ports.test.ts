import { beforeEach, expect, test } from "vitest";
import {
  createManualPort,
  deleteManualPort,
  deleteNetworkRun,
  listRemotePorts,
  type ManualPort,
  portEndpoint,
  prepareDelete,
  showRemotePort,
  traceFrame,
  updateManualPort,
} from "../../packages/network/index.ts";
import { type Clouds, createClouds, NAMES, type Name } from "./clouds.ts";
import { applied, boot, networkIn, document as plane, siteOf } from "./plane.ts";

const GATEWAY = "198.51.100.3";
const document = plane(1, {
  sites: NAMES.map((name, index) => ({ ...siteOf(name, index), ...(name === "south" ? { l2GatewayAddress: GATEWAY } : {}) })),
});

const BOX: ManualPort = {
  id: "box-1",
  name: "box",
  network: "backup",
  mac: "52:54:00:12:34:56",
  addresses: ["10.50.200.1"],
  vtep: "198.51.100.7",
  pairs: [],
};
const DO_IT = { isDryRun: false };
const anyTraffic = { network: undefined, traffic: { protocol: "any" } } as const;

let clouds: Clouds;
const machines = new Map<Name, string>();
const later = (ms: number) => clouds.until(clouds.clock.sleep(ms));
const boxIn = (name: Name) => [...clouds.neutron(name).state.ports.values()].find(({ mac_address }) => mac_address === BOX.mac);
const create = (port: ManualPort, sites: readonly Name[], isDryRun = false) =>
  clouds.until(createManualPort(clouds.hands(), port, { sites, isDryRun }));

/** A machine on the network, in its group, as Nova makes it. */
function plug(name: Name): string {
  const { state } = clouds.neutron(name);
  const group = [...state.securityGroups.values()].find(({ description }) => description === "multisite-network=backup");
  return boot(clouds, name, { security_groups: [group?.id], name: `${name}-vm` }).id;
}

beforeEach(async () => {
  clouds = createClouds(Number(process.env.MULTISITE_SEED ?? 1));
  await applied(clouds, document);
  for (const name of NAMES) machines.set(name, plug(name));
  await later(30_000);
});

test("what the sites answer makes a whole trace; a remote port that lacks is found in it", async () => {
  const asked = { from: "east-vm", to: "north-vm", ...anyTraffic };
  const found = await clouds.until(traceFrame(clouds.hands(), asked));
  expect(found.hops.filter(({ state }) => state !== "ok")).toEqual([]);
  expect(found.verdict).toBe("A frame gets from east/east-vm to north/north-vm, and an answer back: 11 hops, none broken.");
  const thief = { network_id: networkIn(clouds, "north"), mac_address: macOf("east") };
  const { state, request } = clouds.neutron("north");
  for (const { id, device_id } of [...state.ports.values()])
    if (device_id === `east/${machines.get("east")}`) request({ method: "DELETE", path: `/ports/${id}` });
  request({ method: "POST", path: "/ports", body: { port: thief } });
  await later(10_000);
  const broken = await clouds.until(traceFrame(clouds.hands(), { ...asked, from: `east/${machines.get("east")}` }));
  expect(broken.hops.flatMap(({ name, site, state: one }) => (one === "ok" ? [] : [`${name} in ${site}`]))).toEqual([
    "let in in north",
    "way back in north",
  ]);
  expect(broken.hops.find(({ name }) => name === "way back")?.why).toContain(
    `MAC ${macOf("east")} of east/${machines.get("east")} is a port of this site too`,
  );
});

const macOf = (name: Name): string => clouds.neutron(name).state.ports.get(machines.get(name) ?? "")?.mac_address ?? "";

test("a port's endpoint is its host's, or the gateway's that stands in; another site tells it when its own is silent", async () => {
  const endpoint = (ref: string) => clouds.until(portEndpoint(clouds.hands(), ref, null));
  expect(await endpoint("north-vm")).toMatchObject({ site: "north", endpoint: "192.0.2.1", host: "compute-1", isGateway: false });
  expect(await endpoint("south-vm")).toMatchObject({ site: "south", endpoint: "198.51.100.3", isGateway: true, saidBy: "south" });
  clouds.cut("north");
  expect(await endpoint("north-vm")).toMatchObject({ site: "north", endpoint: "192.0.2.1", host: null, saidBy: "east" });
  const { remotePorts, silent } = await clouds.until(listRemotePorts(clouds.hands(), null));
  expect(silent.map(({ site }) => site)).toEqual(["north"]);
  expect(remotePorts.every(({ lacks }) => lacks.length === 0)).toBe(true);
  expect(remotePorts).toHaveLength(4);
});

test("a port that is made by hand is realized where it was asked for, mended, followed, and gone when it is deleted", async () => {
  expect(await create(BOX, ["east", "north"])).toMatchObject({ sites: ["east", "north"] });
  await later(20_000);
  for (const name of ["east", "north"] as const) {
    expect(boxIn(name)).toMatchObject({
      status: "ACTIVE",
      device_id: "manual/box-1",
      "binding:host_id": "multisite-vtep-198.51.100.7",
    });
  }
  expect(boxIn("south")).toBeUndefined();
  const shown = await clouds.until(showRemotePort(clouds.hands(), "manual/box", null));
  expect(shown.remotePorts.map((port) => [port.in, port.lacks, port.made?.endpoint])).toEqual([
    ["east", [], "198.51.100.7"],
    ["north", [], "198.51.100.7"],
  ]);
  clouds.neutron("east").request({ method: "DELETE", path: `/ports/${boxIn("east")?.id}` });
  await later(20_000);
  expect(boxIn("east")).toMatchObject({ status: "ACTIVE" });
  await clouds.until(
    updateManualPort(clouds.hands(), BOX.mac, { vtep: "198.51.100.8", pairs: [{ ip_address: "10.50.200.9" }] }, DO_IT),
  );
  await later(20_000);
  expect(boxIn("north")).toMatchObject({
    status: "ACTIVE",
    "binding:host_id": "multisite-vtep-198.51.100.8",
    allowed_address_pairs: [{ ip_address: "10.50.200.9" }],
  });
  await clouds.until(deleteManualPort(clouds.hands(), "manual/box", DO_IT));
  await later(20_000);
  expect(NAMES.map(boxIn)).toEqual([undefined, undefined, undefined]);
  const left = NAMES.flatMap((name) => [...clouds.neutron(name).state.agents.values()].map(({ host }) => host));
  expect(left.filter((host) => host.includes("198.51.100.7") || host.includes("198.51.100.8"))).toEqual([]);
});

test("one that would harm a site is refused before anything is written, and so is one that nobody may make", async () => {
  const before = NAMES.map((name) => clouds.writes(name));
  await expect(create({ ...BOX, mac: macOf("south") }, [])).rejects.toMatchObject({ code: "network.port.refused" });
  await expect(create({ ...BOX, vtep: "192.0.1.1" }, [])).rejects.toThrow("192.0.1.1 is a host of east itself");
  await create(BOX, [], true);
  clouds.cut("south");
  await expect(create(BOX, ["east"])).rejects.toThrow("south does not answer, and may have the MAC or address");
  await expect(clouds.askFrom("north", "east", { order: "put-port", port: BOX })).rejects.toMatchObject({
    code: "network.site.not_allowed",
  });
  await expect(clouds.until(deleteManualPort(clouds.hands(), machines.get("east") ?? "", DO_IT))).rejects.toMatchObject({
    code: "network.port.mirrored",
  });
  await later(20_000);
  expect(NAMES.map(boxIn)).toEqual([undefined, undefined, undefined]);
  expect(NAMES.map((name) => clouds.writes(name))).toEqual(before);
});

test("one that could be made in some sites only says which; the deletion takes it out of those", async () => {
  const failing = clouds.hands((site, { order }) => {
    if (order === "put-port" && site === "north") clouds.cut("north");
  });
  await expect(clouds.until(createManualPort(failing, BOX, { sites: ["east", "north"], isDryRun: false }))).rejects.toThrow(
    /It did not work in north: .* Done in east \(box, box-1\)\./,
  );
  await expect(clouds.until(deleteManualPort(clouds.hands(), "manual/box", DO_IT))).rejects.toThrow(
    /box is deleted in east\. north does not answer and may have it still: /,
  );
  clouds.heal("north");
  await later(20_000);
  expect(boxIn("east")).toBeUndefined();
  await create(BOX, ["east"]);
  await later(20_000);
  expect(await clouds.until(deleteManualPort(clouds.hands(), "manual/box", DO_IT))).toMatchObject({ sites: ["east"] });
  await later(20_000);
  expect(boxIn("east")).toBeUndefined();
});

test("a network that is deleted takes the ports that were made by hand with it, and they do not come back with its name", async () => {
  await create(BOX, []);
  await later(20_000);
  for (const [name, id] of machines) {
    clouds.neutron(name).hosts.get("compute-1")?.unplug(id);
    clouds.neutron(name).request({ method: "DELETE", path: `/ports/${id}` });
  }
  await later(20_000);
  const gone = await clouds.until(prepareDelete(clouds.hands(), "backup", []));
  expect(await clouds.start(deleteNetworkRun, gone)).toMatchObject({ state: "done" });
  expect(NAMES.map(boxIn)).toEqual([undefined, undefined, undefined]);
  await applied(clouds, document);
  await later(60_000);
  expect(NAMES.map(boxIn)).toEqual([undefined, undefined, undefined]);
});
