import type { OsloSettings } from "../oslo-config.ts";

/** What the settings of a site's Neutron are made from. */
export interface ControllerPlace {
  /** Address and port of neutron-server. */
  readonly address: string;
  readonly port: number;
  /** As oslo.messaging takes it. */
  readonly transportUrl: string;
  /** As SQLAlchemy takes it. */
  readonly databaseUrl: string;
  /** Without `/v3`. */
  readonly identityUrl: string;
  /** Of the service user `neutron` in project `service`. */
  readonly servicePassword: string;
  readonly directory: string;
  /** Bytes that this site's ports' hardware addresses begin with: no two sites may give the same ones. */
  readonly baseMac: string;
}

/** neutron.conf of the server: callers are authenticated by keystonemiddleware at the site's identity service. */
export function serverSettings(place: ControllerPlace): OsloSettings {
  return {
    DEFAULT: {
      auth_strategy: "keystone",
      bind_host: place.address,
      bind_port: place.port,
      core_plugin: "ml2",
      service_plugins: "router",
      transport_url: place.transportUrl,
      state_path: place.directory,
      api_paste_config: "/etc/neutron/api-paste.ini",
      base_mac: place.baseMac,
      // One process of each kind: a rig asks whether, never how fast.
      api_workers: 1,
      rpc_workers: 1,
      rpc_state_report_workers: 0,
      // There is no Nova.
      notify_nova_on_port_status_changes: false,
      notify_nova_on_port_data_changes: false,
      agent_down_time: 75,
      // Its workers would wait for a broker that has ended before them.
      graceful_shutdown_timeout: 5,
      use_stderr: true,
    },
    experimental: { linuxbridge: true },
    oslo_concurrency: { lock_path: `${place.directory}/lock` },
    database: { connection: place.databaseUrl },
    keystone_authtoken: {
      www_authenticate_uri: place.identityUrl,
      auth_url: place.identityUrl,
      auth_type: "password",
      username: "neutron",
      password: place.servicePassword,
      project_name: "service",
      user_domain_id: "default",
      project_domain_id: "default",
      service_token_roles: "service",
      service_token_roles_required: true,
    },
  };
}

/** ml2_conf.ini: VXLAN networks of tenants, flat ones and VLANs of the provider, and agents that are told where each port is. */
export const ml2Settings: OsloSettings = {
  ml2: {
    type_drivers: "vxlan,flat,vlan",
    tenant_network_types: "vxlan",
    mechanism_drivers: "openvswitch,linuxbridge,l2population",
    extension_drivers: "port_security",
  },
  ml2_type_vxlan: { vni_ranges: "1000:1999" },
  ml2_type_flat: { flat_networks: "external,datacentre" },
  ml2_type_vlan: { network_vlan_ranges: "datacentre" },
  securitygroup: { enable_security_group: true },
};
