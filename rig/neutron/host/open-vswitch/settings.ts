import type { OsloSettings } from "../../../oslo-config.ts";
import type { AgentPlace } from "../types.ts";
import { ovsdbAddress } from "./daemons.ts";

/** openvswitch_agent.ini: VXLAN with l2population on the userspace datapath, security groups, and the way out on a gateway. */
export function agentSettings(place: AgentPlace, { gateway }: { readonly gateway: boolean }): OsloSettings {
  return {
    agent: { tunnel_types: "vxlan", l2_population: true, arp_responder: true },
    ovs: {
      datapath_type: "netdev",
      local_ip: place.tunnelAddress,
      ovsdb_connection: ovsdbAddress,
      ...(gateway ? { bridge_mappings: "external:br-ex" } : {}),
    },
    securitygroup: { firewall_driver: "openvswitch", enable_security_group: true },
  };
}
