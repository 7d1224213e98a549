import type { OsloSettings } from "../../oslo-config.ts";
import { ovsdbAddress } from "./open-vswitch/daemons.ts";

/** l3_agent.ini: routers as namespaces, with floating IPs, on a host with Open vSwitch. */
export const routerSettings: OsloSettings = {
  DEFAULT: { interface_driver: "openvswitch", agent_mode: "legacy", enable_metadata_proxy: false },
  ovs: { ovsdb_connection: ovsdbAddress },
};
