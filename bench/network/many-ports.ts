import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { type ConnectorSettings, defaultSettings } from "../../packages/network/connector/index.ts";
import type { OwnPort } from "../../packages/network/inventory/index.ts";
import { SHADOW_OWNER } from "../../packages/network/shadows/index.ts";
import { createMachineIn, startSites } from "../../rig/neutron/index.ts";
import { pause } from "../star/numbers.ts";
import { type FlowWatch, watchFlows } from "./flow-watch.ts";
import { createHand, HAND_OWNER, type Hand } from "./hand.ts";
import { type Place, preparePlace, startPlaceConnector } from "./place.ts";
import { createToldSite, type ToldSite } from "./told-site.ts";

const VTEPS = { hand: "192.0.2.77", plane: "192.0.2.78" } as const;
const WITHIN_MS = 900_000;
/** Well below the 75 s after which Neutron binds nothing to an agent. */
const REPORT_MS = 20_000;
/** Removals are no accident here. */
const UNLIMITED = { ...defaultSettings.limits, removals: Number.POSITIVE_INFINITY };
/** For what is not measured: removals, so many at a time, after Neutron's second message of each port; and of a flow that stays no more than that. */
const CLEARING = 8;
const SETTLING_MS = 5000;
const CLEARING_MS = 10_000;

/** One real site, and another one whose ports all come at the same moment. */
export interface ManyPorts {
  /** The bare requests for so many ports, so many at a time; until the last flow is there. */
  byHand(count: number, concurrency: number): Promise<number>;
  /** The same by the connector, from the moment that it can hear of them. */
  byConnector(count: number): Promise<number>;
  stop(): Promise<void>;
}

export async function startManyPorts(
  progress: (text: string) => void,
  settings: Partial<ConnectorSettings> = {},
): Promise<ManyPorts> {
  const rig = await startSites({ south: {} }, progress);
  const ends: (() => unknown)[] = [() => rig.stop()];
  const stop = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const south = await preparePlace(rig.sites.south, 0);
    ends.push(() => south.bus.close());
    for (const { id, groupId, ...plane } of Object.values(south.planes))
      await createMachineIn(south.site, south.host, { networkId: id, securityGroups: [groupId], ...plane });
    const peers = createSimulatedPeers({ clock: systemClock, random: systemRandom });
    const north = createToldSite(peers, "north");
    const connector = startPlaceConnector(south, peers, "north", progress, {
      ...defaultSettings,
      limits: UNLIMITED,
      ...settings,
    });
    ends.push(() => connector.stop());
    const flows = await watchFlows(south.host);
    ends.push(() => flows.stop());
    const hand = createHand(south, south.planes.hand, VTEPS.hand);
    return { ...createTurns({ south, north, flows, hand }), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

interface Parts {
  readonly south: Place;
  readonly north: ToldSite;
  readonly flows: FlowWatch;
  readonly hand: Hand;
}

function createTurns({ south, north, flows, hand }: Parts): Pick<ManyPorts, "byHand" | "byConnector"> {
  let first = 0;
  const newPorts = (count: number, kind: keyof typeof VTEPS): readonly OwnPort[] => {
    first += count;
    return Array.from({ length: count }, (_, index) => portOf(first - count + index, VTEPS[kind]));
  };
  const allAdded = async (ports: readonly OwnPort[]): Promise<void> => {
    await Promise.all(ports.map(({ mac }) => flows.next("ADDED", mac, WITHIN_MS)));
  };
  /** Removes them all, so that what comes next finds what these have found. */
  async function clear(ports: readonly OwnPort[], device_owner: string, remove: () => Promise<void>): Promise<void> {
    const gone = Promise.allSettled(ports.map(({ mac }) => flows.next("DELETED", mac, WITHIN_MS)));
    await pause(SETTLING_MS);
    await remove();
    while ((await south.client.ports.list({ device_owner }, { fields: ["id"] })).length > 0) await pause(2000);
    await Promise.race([gone, pause(CLEARING_MS)]);
  }
  /** A flow is made for ports that are ACTIVE; of others there must be none. */
  async function check(count: number, device_owner: string): Promise<void> {
    const made = await south.client.ports.list({ device_owner }, { fields: ["status"] });
    const active = made.filter(({ status }) => status === "ACTIVE").length;
    if (made.length !== count || active !== count) throw new Error(`${made.length} ports of ${count}, ${active} of them ACTIVE`);
  }
  return {
    async byHand(count, concurrency) {
      const ports = newPorts(count, "hand");
      await hand.report();
      const reporting = setInterval(() => void hand.report(), REPORT_MS);
      const there = allAdded(ports);
      const startedMs = performance.now();
      const ids: string[] = [];
      await inLanes(ports, concurrency, async ({ mac, addresses }) => {
        const fixed_ips = addresses.map((ip_address) => ({ subnet_id: "", ip_address }));
        ids.push(await hand.make({ mac_address: mac, fixed_ips }));
      });
      await there;
      const tookMs = performance.now() - startedMs;
      clearInterval(reporting);
      await check(count, HAND_OWNER);
      await clear(ports, HAND_OWNER, () => inLanes(ids, CLEARING, hand.remove));
      return tookMs;
    },
    async byConnector(count) {
      const ports = newPorts(count, "plane");
      const there = allAdded(ports);
      const startedMs = performance.now();
      north.has(ports);
      await there;
      const tookMs = performance.now() - startedMs;
      await check(count, SHADOW_OWNER);
      await clear(ports, SHADOW_OWNER, async () => north.hadThem(ports));
      return tookMs;
    },
  };
}

function portOf(index: number, vtep: string): OwnPort {
  const bytes = [index >> 8, index & 255];
  return {
    id: `port-${index}`,
    network: "plane",
    name: `vm-${index}`,
    mac: `fa:17:3e:00:${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`,
    addresses: [`10.80.${100 + (index >> 8)}.${index & 255}`],
    vtep,
    isUp: true,
    pairs: [],
  };
}

async function inLanes<Item>(items: readonly Item[], lanes: number, work: (item: Item) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
