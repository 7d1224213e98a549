import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalStar } from "../../../packages/agent/index.ts";
import { Secret } from "../../../packages/kernel/secret/index.ts";
import type { Network, NetworkClient } from "../../../packages/openstack/network/index.ts";
import {
  busRightsOfThePage,
  createMachineIn,
  type Host,
  type Machine,
  type NeutronSites,
  startSites,
} from "../../../rig/neutron/index.ts";
import { createRoom } from "../../../rig/process/room.ts";
import { connectTo, neutronOf } from "../neutron-client/site.ts";
import { type Done, NAMES, type Name, startStarOver, typeAt } from "./typed-star.ts";

/** Two sites with real Neutrons and a star whose agents have them; commands are typed as an operator does, on the host of north-1. */
export interface TypedSites {
  readonly rig: NeutronSites<Name>;
  readonly star: LocalStar;
  neutron(name: Name): NetworkClient;
  /** `text` is the file that the command names last. */
  type(args: readonly string[], text?: string): Promise<Done>;
  /** The network `backup`. */
  networkIn(name: Name): Promise<Network | undefined>;
  /** A machine on it at the site's first host, in its security group. */
  plug(name: Name): Promise<Machine>;
  stop(): Promise<void>;
}

/** The document of a network `backup` over both. */
export const document = (generation: number, change: object = {}): string =>
  JSON.stringify({
    apiVersion: "multisite/v1",
    kind: "StretchedNetwork",
    metadata: { name: "backup" },
    spec: {
      generation,
      project: "admin",
      cidr: "10.77.0.0/24",
      vips: [{ name: "state", address: "10.77.0.240" }],
      sites: [
        { name: "north", pool: { first: "10.77.0.10", last: "10.77.0.99" } },
        { name: "south", pool: { first: "10.77.0.100", last: "10.77.0.199" } },
      ],
      ...change,
    },
  });

export async function startTypedSites(title: string): Promise<TypedSites> {
  const room = createRoom(title);
  const rig = await startSites({ north: {}, south: {} }, console.log);
  const transportUrls = new Map<Name, string>();
  for (const name of NAMES) {
    transportUrls.set(name, await rig.sites[name].controller.addBusUser("connector", busRightsOfThePage()));
  }
  const star = await startStarOver(rig, room, (name) => ({ transportUrl: new Secret(transportUrls.get(name) ?? "") }));
  const neutron = (name: Name) => neutronOf(connectTo(rig.sites[name].controller));
  const networkIn = async (name: Name) => (await neutron(name).networks.list({ name: "backup" }))[0];
  return {
    rig,
    star,
    neutron,
    networkIn,
    async type(args, text) {
      const file = join(room.path, "network.yaml");
      if (text !== undefined) writeFileSync(file, text);
      return await typeAt(star, "north", [...args, ...(text === undefined ? [] : [file])]);
    },
    async plug(name) {
      const client = neutron(name);
      const network = await networkIn(name);
      const [subnet] = await client.subnets.list({ network_id: network?.id ?? "" });
      const [group] = await client.securityGroups.list({ description: "multisite-network=backup" });
      return await createMachineIn(rig.sites[name], rig.sites[name].hosts[0] as Host, {
        networkId: network?.id ?? "",
        subnetId: subnet?.id ?? "",
        mtu: network?.mtu ?? 1400,
        securityGroups: [group?.id ?? ""],
      });
    },
    async stop() {
      await star.stop();
      await rig.stop();
      room.remove();
    },
  };
}
