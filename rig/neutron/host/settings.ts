import type { OsloSettings } from "../../oslo-config.ts";
import { ovsdbAddress } from "./open-vswitch.ts";

/** What the settings of a host's agents are made from. */
export interface AgentPlace {
  /** Name of the host, as in `binding:host_id`. */
  readonly host: string;
  readonly transportUrl: string;
  readonly directory: string;
  /** The host's end of tunnels. */
  readonly tunnelAddress: string;
}

/** What all agents of a host have, which run as root in its namespace. */
function agentSettings({ host, transportUrl, directory }: AgentPlace): OsloSettings {
  return {
    DEFAULT: { host, transport_url: transportUrl, state_path: directory, use_stderr: true },
    oslo_concurrency: { lock_path: `${directory}/lock` },
    agent: { root_helper: "", report_interval: 10 },
    privsep: { helper_command: "privsep-helper" },
  };
}

/** openvswitch_agent.ini: VXLAN with l2population on the userspace datapath, and security groups. */
export function openVswitchAgentSettings(place: AgentPlace): OsloSettings {
  const base = agentSettings(place);
  return {
    ...base,
    agent: { ...base.agent, tunnel_types: "vxlan", l2_population: true, arp_responder: true },
    ovs: { datapath_type: "netdev", local_ip: place.tunnelAddress, ovsdb_connection: ovsdbAddress },
    securitygroup: { firewall_driver: "openvswitch", enable_security_group: true },
  };
}
