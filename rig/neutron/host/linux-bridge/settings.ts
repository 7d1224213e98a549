import type { OsloSettings } from "../../../oslo-config.ts";
import type { AgentPlace, Wires } from "../types.ts";

/** linuxbridge_agent.ini: VXLAN with l2population, and security groups by the kernel's iptables. */
export function agentSettings(place: AgentPlace, wires: Wires): OsloSettings {
  return {
    linux_bridge: { physical_interface_mappings: [...wires].map(([physical, cable]) => `${physical}:${cable}`).join(",") },
    vxlan: {
      enable_vxlan: true,
      local_ip: place.tunnelAddress,
      l2_population: true,
      // With it the kernel drops questions for addresses that no port has, such as those that machines share.
      arp_responder: false,
      // The kernel's own default is another one than Open vSwitch's.
      udp_dstport: 4789,
    },
    securitygroup: { firewall_driver: "iptables", enable_security_group: true },
    experimental: { linuxbridge: true },
  };
}
