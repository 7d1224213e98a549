import type { L2popMessage } from "../l2pop/messages.ts";
import { answerCall } from "../neutron/rpc.ts";
import type { NeutronState } from "../neutron/state.ts";
import { openVswitchConfiguration } from "./configuration.ts";
import { applyMessage, emptyTable, type HostTable } from "./tables.ts";

/** Of a busy agent: its loop runs every two seconds (`polling_interval`). */
const WIRING_MS = 1900;
const HEARTBEAT_MS = 30_000;

/** A compute host with its Open vSwitch agent. */
export interface Host {
  readonly name: string;
  readonly vtep: string;
  /** Ports whose interface is plugged and wired, by ID. */
  readonly wired: ReadonlySet<string>;
  readonly tables: ReadonlyMap<string, HostTable>;
  /** An instance's interface is plugged: the agent finds it in its next loop. */
  plug(portId: string): void;
  unplug(portId: string): void;
  hear(message: L2popMessage): void;
  /** The agent starts anew; with its flows wiped, traffic stops until it has wired everything again. */
  restart(isWiped: boolean): void;
  stop(): void;
}

export function createHost(state: NeutronState, name: string, vtep: string): Host {
  const { clock } = state;
  const plugged = new Set<string>();
  const wired = new Set<string>();
  const tables = new Map<string, HostTable>();
  const tunnels = new Set<string>();
  const call = (method: string, device: string, more: object = {}): unknown =>
    answerCall(state, method, { device, host: name, agent_id: name, ...more });

  function report(startFlag: boolean): void {
    const agent = {
      agent_type: "Open vSwitch agent",
      binary: "neutron-openvswitch-agent",
      host: name,
      topic: "N/A",
      configurations: { ...openVswitchConfiguration(name, vtep), devices: wired.size },
      ...(startFlag ? { start_flag: true } : {}),
    };
    answerCall(state, "report_state", { agent_state: { agent_state: agent }, time: "" });
  }

  function wire(isRefresh: boolean): void {
    for (const portId of plugged) {
      const port = state.ports.get(portId);
      if (port === undefined || port["binding:host_id"] !== name || (wired.has(portId) && !isRefresh)) continue;
      // Before the call: the tables are filled by what the server answers with.
      if (!tables.has(port.network_id)) tables.set(port.network_id, emptyTable());
      wired.add(portId);
      call("update_device_up", portId, { refresh_tunnels: isRefresh });
    }
    for (const portId of wired) if (state.ports.get(portId)?.["binding:host_id"] !== name) wired.delete(portId);
  }

  report(true);
  const stops = [clock.every(HEARTBEAT_MS, () => report(false)), clock.every(WIRING_MS, () => wire(false))];
  return {
    name,
    vtep,
    wired,
    tables,
    plug: (portId) => plugged.add(portId),
    unplug(portId) {
      plugged.delete(portId);
      if (wired.delete(portId)) call("update_device_down", portId);
    },
    hear(message) {
      applyMessage(message, vtep, tables, tunnels);
    },
    restart(isWiped) {
      // It begins with the networks of its ports, and takes out flows that it has not made itself since.
      const networks = new Set([...plugged].map((portId) => state.ports.get(portId)?.network_id));
      for (const networkId of tables.keys()) if (!networks.has(networkId)) tables.delete(networkId);
      if (isWiped) {
        tunnels.clear();
        for (const networkId of tables.keys()) tables.set(networkId, emptyTable());
      }
      report(true);
      wire(true);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
