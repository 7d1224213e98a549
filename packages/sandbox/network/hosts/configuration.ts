import type { AgentConfigurations } from "@multisite/openstack/network";

const INVENTORY = { allocation_ratio: 1, min_unit: 1, reserved: 0, step_size: 1 };

const INTERFACE_TYPES = [
  ...["tap", "internal", "system", "patch", "afxdp", "afxdp-nonpmd"],
  ...["vxlan", "gre", "geneve", "erspan", "ip6erspan", "ip6gre", "lisp", "stt", "gtpu", "bareudp"],
];

/** What Neutron 21's Open vSwitch agent says of itself on a host whose switch is in userspace. */
export function openVswitchConfiguration(host: string, vtep: string): AgentConfigurations {
  return {
    tunneling_ip: vtep,
    tunnel_types: ["vxlan"],
    l2_population: true,
    arp_responder_enabled: true,
    bridge_mappings: { datacentre: "br-data" },
    datapath_type: "netdev",
    integration_bridge: "br-int",
    ovs_hybrid_plug: false,
    ovs_capabilities: { datapath_types: ["netdev", "system"], iface_types: INTERFACE_TYPES },
    vhostuser_socket_dir: "/var/run/openvswitch",
    enable_distributed_routing: false,
    in_distributed_mode: false,
    extensions: [],
    log_agent_heartbeats: false,
    baremetal_smartnic: false,
    resource_provider_bandwidths: {},
    resource_provider_hypervisors: { "br-data": host },
    resource_provider_inventory_defaults: INVENTORY,
    resource_provider_packet_processing_inventory_defaults: INVENTORY,
    resource_provider_packet_processing_with_direction: {},
    resource_provider_packet_processing_without_direction: {},
  };
}
