import { expect } from "vitest";
import { isShadowHost, SHADOW_OWNER } from "../../../packages/network/shadows/index.ts";
import type { Port } from "../../../packages/openstack/network/index.ts";
import type { Host, Machine } from "../../../rig/neutron/index.ts";
import { findFreePort } from "../../../rig/process/port.ts";
import { settled, unsettled } from "../neutron/settled/index.ts";
import { type StretchedSite, type StretchedSites, startStretchedSites } from "../neutron/stretched-sites.ts";
import { openStranger, type Stranger } from "./stranger.ts";

/** Two sites with a machine each, for faults; every test leaves them as it found them. */
export interface Stage {
  readonly sites: StretchedSites<"north" | "south">;
  readonly north: StretchedSite;
  readonly south: StretchedSite;
  /** A third site, of which only a connector is there: the test's own. */
  readonly west: Stranger;
  readonly machines: { north: Machine; south: Machine };
  hostOf(place: StretchedSite, index?: number): Host;
  remotePorts(place: StretchedSite): Promise<readonly Port[]>;
  deleteRemotePorts(place: StretchedSite, macAddress?: string): Promise<void>;
  deleteAgents(place: StretchedSite): Promise<void>;
  /** Takes a machine to another host as Nova does. */
  migrate(place: StretchedSite, machine: Machine, to: Host): Promise<Machine>;
  /** What is not as it shall be, now. */
  wrong(): Promise<readonly string[]>;
  /** Waits until everything is exactly as the sites' own ports say. */
  allIsRight(): Promise<void>;
  /** Each machine of the stage by the other one. */
  everybodyIsReached(): Promise<void>;
  remove(): Promise<void>;
}

export async function raiseStage(): Promise<Stage> {
  const port = await findFreePort();
  const sites = await startStretchedSites(
    { north: { hosts: ["open-vswitch", "open-vswitch"] }, south: { hosts: ["open-vswitch"] } },
    { west: port },
  );
  const { north, south } = sites.places;
  try {
    const west = await openStranger(sites, "west", port);
    const [inNorth, inSouth] = await Promise.all([north.boot(), south.boot()]);
    return control(sites, west, { north: inNorth, south: inSouth });
  } catch (thrown) {
    await sites.stop();
    throw thrown;
  }
}

function control(sites: Stage["sites"], west: Stranger, machines: Stage["machines"]): Stage {
  const { north, south } = sites.places;
  const remotePorts: Stage["remotePorts"] = ({ client, network: { networkId } }) =>
    client.ports.list({ network_id: networkId, device_owner: SHADOW_OWNER });
  return {
    sites,
    north,
    south,
    west,
    machines,
    async remove() {
      await west.close();
      await sites.stop();
    },
    hostOf: ({ site }, index = 0) => site.hosts[index] as Host,
    remotePorts,
    async deleteRemotePorts(place, macAddress) {
      for (const { id, mac_address } of await remotePorts(place))
        if (macAddress === undefined || macAddress === mac_address) await place.client.ports.delete(id);
    },
    async deleteAgents({ client }) {
      for (const { id, host } of await client.agents.list()) if (isShadowHost(host)) await client.agents.delete(id);
    },
    async migrate({ client }, machine, to) {
      await machine.unplug();
      await client.ports.update(machine.port.id, { "binding:host_id": to.name });
      return await to.plug(machine.port);
    },
    wrong: () => unsettled([north, south]),
    async allIsRight() {
      const name = expect.getState().currentTestName?.split(" > ").at(-1) ?? "in the beginning";
      console.log(`${name}: ${await settled([north, south], sites.explain)}`);
    },
    async everybodyIsReached() {
      const [inNorth, inSouth] = [machines.north, machines.south];
      expect(await inNorth.reaches(inSouth.port.ipAddress), sites.explain()).toBe(true);
      expect(await inSouth.reaches(inNorth.port.ipAddress), sites.explain()).toBe(true);
    },
  };
}
