import { deviceUp } from "../network/hand.ts";
import { startTwoSites, type TwoSites } from "../network/two-sites.ts";

import { inMs, often, pause, quantiles } from "../star/numbers.ts";
import { type Measurement, type MeasurementGroup, median } from "./types.ts";

const PAIRS = often(30, 3);
const WHOLE_WAYS = often(10, 2);
/** Of the reference, where a machine was plugged by hand and the feed was followed. */
const REFERENCE_MS = 3900;

interface Sample {
  readonly addMs: number;
  readonly removeMs: number;
}

/** One port between two real Neutrons: by the connectors, and by hand, by turns. */
export const networkPort: MeasurementGroup = {
  name: "network port",
  async run(progress) {
    const sites = await startTwoSites(progress);
    try {
      const hand: Sample[] = [];
      const plane: Sample[] = [];
      await sites.hand.report();
      // The first ones make the tunnel, and both connectors look at everything.
      await byHand(sites);
      await byConnectors(sites);
      for (let pair = 0; pair < PAIRS; pair++) {
        if (pair % 10 === 0) progress(`port ${pair} of ${PAIRS}`);
        await sites.hand.report();
        hand.push(await byHand(sites));
        plane.push(await byConnectors(sites));
      }
      progress("whole ways");
      const whole: number[] = [];
      for (let way = 0; way < WHOLE_WAYS; way++) whole.push(await wholeWay(sites));
      return [
        compare("from the l2pop message to the flow in the other site", plane, hand, ({ addMs }) => addMs),
        compare("from the port's deletion to the flow gone in the other site", plane, hand, ({ removeMs }) => removeMs),
        {
          name: "from POST /ports in one site to the flow in the other, its machine plugged at once",
          measured: inMs(quantiles(whole)),
          target: `said, against ${REFERENCE_MS} ms of the reference`,
          met: median(whole) <= REFERENCE_MS,
        },
      ];
    } finally {
      await sites.stop();
    }
  },
};

function compare(name: string, plane: readonly Sample[], hand: readonly Sample[], of: (sample: Sample) => number): Measurement {
  const ratio = median(plane.map(of)) / median(hand.map(of));
  return {
    name,
    measured: `${ratio.toFixed(2)}  (${inMs(quantiles(plane.map(of)))}; by hand ${inMs(quantiles(hand.map(of)))})`,
    target: "≤ 1.1 of by hand",
    met: ratio <= 1.1,
  };
}

/** A port of north without a machine: it is said to be up for its host, as the host's agent does. */
async function createNorth({ north }: TwoSites, kind: "plane" | "hand") {
  const { id, projectId, groupId } = north.planes[kind];
  const port = await north.client.ports.create({
    network_id: id,
    project_id: projectId,
    device_owner: "compute:nova",
    security_groups: [groupId],
    "binding:host_id": north.host.name,
  });
  // A machine's cable takes at least so long.
  await pause(1000);
  return port;
}

async function byConnectors(sites: TwoSites): Promise<Sample> {
  const { north, ear, flows } = sites;
  const port = await createNorth(sites, "plane");
  const added = flows.next("ADDED", port.mac_address);
  const told = ear.next("add_fdb_entries", port.mac_address);
  await deviceUp(north.bus, port.id, north.host.name);
  const addMs = (await added) - (await told);
  // Until what follows is done: reading back, and the second message.
  await pause(4000);
  const removed = flows.next("DELETED", port.mac_address);
  const taken = ear.next("remove_fdb_entries", port.mac_address);
  await north.client.ports.delete(port.id);
  const removeMs = (await removed) - (await taken);
  await pause(1000);
  return { addMs, removeMs };
}

/** The same at the other network, where somebody waits for the same message and does what is needed. */
async function byHand(sites: TwoSites): Promise<Sample> {
  const { north, ear, flows, hand } = sites;
  const port = await createNorth(sites, "hand");
  const added = flows.next("ADDED", port.mac_address);
  const told = ear.next("add_fdb_entries", port.mac_address);
  await deviceUp(north.bus, port.id, north.host.name);
  const toldMs = await told;
  const remoteId = await hand.make(port);
  const addMs = (await added) - toldMs;
  await pause(1000);
  const removed = flows.next("DELETED", port.mac_address);
  const taken = ear.next("remove_fdb_entries", port.mac_address);
  const deleting = north.client.ports.delete(port.id);
  const takenMs = await taken;
  await hand.remove(remoteId);
  const removeMs = (await removed) - takenMs;
  await deleting;
  await pause(1000);
  return { addMs, removeMs };
}

/** As an operator sees it: a server is made, and its port is reached from the other site. */
async function wholeWay({ north, flows }: TwoSites): Promise<number> {
  const { id, groupId, ...plane } = north.planes.plane;
  const startedMs = performance.now();
  const port = await north.client.ports.create({
    network_id: id,
    device_owner: "compute:nova",
    security_groups: [groupId],
    "binding:host_id": north.host.name,
  });
  const added = flows.next("ADDED", port.mac_address);
  const machine = await north.host.plug({
    id: port.id,
    networkId: id,
    macAddress: port.mac_address,
    ipAddress: port.fixed_ips[0]?.ip_address ?? "",
    prefix: 16,
    mtu: plane.mtu,
  });
  const tookMs = (await added) - startedMs;
  await machine.unplug();
  await north.client.ports.delete(port.id);
  await pause(3000);
  return tookMs;
}
