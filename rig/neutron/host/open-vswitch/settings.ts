import type { OsloSettings } from "../../../oslo-config.ts";
import type { PhysicalNetwork } from "../../fabric.ts";
import type { AgentPlace, Wires } from "../types.ts";
import { ovsdbAddress } from "./daemons.ts";

/** Through which bridge a physical network is reached. */
export const BRIDGES: Readonly<Record<PhysicalNetwork, string>> = { external: "br-ex", datacentre: "br-data" };

/** openvswitch_agent.ini: VXLAN with l2population on the userspace datapath, security groups, and the physical networks that the host has. */
export function agentSettings(place: AgentPlace, wires: Wires): OsloSettings {
  return {
    agent: { tunnel_types: "vxlan", l2_population: true, arp_responder: true },
    ovs: {
      datapath_type: "netdev",
      local_ip: place.tunnelAddress,
      // Or an agent ends itself when a switch that starts again on a busy machine takes longer.
      ovsdb_timeout: 60,
      ovsdb_connection: ovsdbAddress,
      bridge_mappings: [...wires.keys()].map((physical) => `${physical}:${BRIDGES[physical]}`).join(","),
    },
    securitygroup: { firewall_driver: "openvswitch", enable_security_group: true },
  };
}
