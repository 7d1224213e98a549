import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { createMachineIn, startSites } from "../../rig/neutron/index.ts";
import { type FlowWatch, watchFlows } from "./flow-watch.ts";
import { createEar, createHand, type Hand } from "./hand.ts";
import { type Place, preparePlace, startPlaceConnector } from "./place.ts";

/** Connectors leave alone what somebody else says to be at an endpoint of theirs. */
const NOBODYS_VTEP = "192.0.2.77";

/** Two real sites: ports come in `north`, and their flows in `south`. */
export interface TwoSites {
  readonly north: Place;
  readonly south: Place;
  readonly hand: Hand;
  readonly ear: ReturnType<typeof createEar>;
  readonly flows: FlowWatch;
  stop(): Promise<void>;
}

export async function startTwoSites(progress: (text: string) => void): Promise<TwoSites> {
  const rig = await startSites({ north: {}, south: {} }, progress);
  const ends: (() => unknown)[] = [() => rig.stop()];
  const stop = async (): Promise<void> => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const north = await preparePlace(rig.sites.north, 0);
    const south = await preparePlace(rig.sites.south, 1);
    for (const { bus } of [north, south]) ends.push(() => bus.close());
    for (const place of [north, south]) {
      for (const { id, groupId, ...plane } of Object.values(place.planes))
        await createMachineIn(place.site, place.host, { networkId: id, securityGroups: [groupId], ...plane });
    }
    const peers = createSimulatedPeers({ clock: systemClock, random: systemRandom });
    peers.setConditions({ minDelayMs: 0, maxDelayMs: 1 });
    for (const [place, other] of [
      [north, "south"],
      [south, "north"],
    ] as const) {
      const connector = startPlaceConnector(place, peers, other, progress);
      ends.push(() => connector.stop());
    }
    const ear = createEar(north);
    ends.push(() => ear.stop());
    const flows = await watchFlows(south.host);
    ends.push(() => flows.stop());
    const hand = createHand(south, south.planes.hand, NOBODYS_VTEP);
    return { north, south, hand, ear, flows, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
