import type { Clock } from "@multisite/kernel/clock";
import type { NetworkClient } from "@multisite/openstack/network";
import type { RpcBus } from "@multisite/openstack/rpc";
import type { Realizer } from "../types.ts";
import { deviceDown, deviceUp, removeArp, removeFdb, reportState } from "./bus-steps.ts";
import { createPort } from "./create-port.ts";

export { L2POP_FAN_OUT } from "./bus-steps.ts";

export interface L2popOptions {
  readonly client: Pick<NetworkClient, "ports" | "agents">;
  readonly bus: Pick<RpcBus, "cast">;
  readonly clock: Clock;
  readonly vniOf: (networkId: string) => number;
}

/** For Neutrons with l2population: Open vSwitch and Linux bridge agents. */
export function createL2popRealizer({ client, bus, clock, vniOf }: L2popOptions): Realizer {
  return {
    async realize(action, createdId) {
      switch (action.act) {
        case "report-state":
          await reportState(bus, action.host, action.vtep, clock.nowMs());
          return undefined;
        case "create-port":
          return await createPort(client, action.port, action.host);
        case "update-port":
          await client.ports.update(action.id, action.change);
          return undefined;
        case "rebind":
          await client.ports.update(action.id, { "binding:host_id": action.host });
          return undefined;
        case "device-up": {
          const id = action.id ?? createdId;
          if (id !== undefined) await deviceUp(bus, id, action.host, action.isRepeated);
          return undefined;
        }
        case "device-down":
          await deviceDown(bus, action.id, action.host);
          return undefined;
        case "delete-port":
          await client.ports.delete(action.id);
          return undefined;
        case "delete-agent":
          await client.agents.delete(action.id);
          return undefined;
        case "remove-fdb":
          await removeFdb(bus, action.entries, vniOf);
          return undefined;
        case "remove-arp":
          await removeArp(bus, action.entries);
          return undefined;
      }
    },
  };
}
