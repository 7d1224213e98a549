import { L2POP_FAN_OUT } from "../../packages/network/realizers/l2pop/index.ts";
import type { Port } from "../../packages/openstack/network/index.ts";
import type { RpcBus, RpcTarget } from "../../packages/openstack/rpc/index.ts";
import type { Place, Plane } from "./place.ts";

const PLUGIN: RpcTarget = { exchange: "neutron", topic: "q-plugin", version: "1.0" };
const REPORTS: RpcTarget = { exchange: "neutron", topic: "q-reports-plugin", version: "1.0" };
const HOST = "by-hand";
export const HAND_OWNER = "multisite:by-hand";

/** What somebody would send who has nothing but a client for REST and one for the bus. */
export interface Hand {
  /** Says that the agent of the other site's endpoint is alive. */
  report(): Promise<void>;
  /** The bare request and the bare remote call; gives the port's ID. */
  make(port: Pick<Port, "mac_address" | "fixed_ips">): Promise<string>;
  remove(id: string): Promise<void>;
}

export function createHand({ client, bus }: Place, { id, subnetId, projectId, groupId }: Plane, vtep: string): Hand {
  return {
    async report() {
      const agent = {
        agent_type: "Open vSwitch agent",
        binary: HOST,
        host: HOST,
        topic: "N/A",
        configurations: { tunneling_ip: vtep, tunnel_types: ["vxlan"] },
      };
      const time = new Date().toISOString().slice(0, -1);
      await bus.call(REPORTS, "report_state", { agent_state: { agent_state: agent }, time });
    },
    async make({ mac_address, fixed_ips }) {
      const port = await client.ports.create({
        network_id: id,
        project_id: projectId,
        name: "by hand",
        mac_address,
        fixed_ips: fixed_ips.map(({ ip_address }) => ({ subnet_id: subnetId, ip_address })),
        device_owner: HAND_OWNER,
        device_id: "by-hand",
        security_groups: [groupId],
        "binding:host_id": HOST,
      });
      await deviceUp(bus, port.id, HOST);
      return port.id;
    },
    async remove(portId) {
      await client.ports.delete(portId);
    },
  };
}

export async function deviceUp(bus: RpcBus, device: string, host: string): Promise<void> {
  await bus.cast(PLUGIN, "update_device_up", { device, host, agent_id: host });
}

/** Hears when a site's hosts are told of a MAC. To be asked before it happens. */
export function createEar({ bus }: Place) {
  const waiting = new Map<string, (atMs: number) => void>();
  const stop = bus.listen(
    L2POP_FAN_OUT,
    ({ method, args }) => {
      const atMs = performance.now();
      const text = JSON.stringify(args);
      for (const [what, heard] of waiting) {
        const [wanted = "", mac = ""] = what.split(" ");
        if (method !== wanted || !text.includes(mac)) continue;
        waiting.delete(what);
        heard(atMs);
      }
    },
    () => {},
  );
  return {
    next: (method: "add_fdb_entries" | "remove_fdb_entries", mac: string): Promise<number> =>
      new Promise((resolve) => waiting.set(`${method} ${mac}`, resolve)),
    stop,
  };
}
