import { writeFileSync } from "node:fs";
import type { OsloSettings } from "../../oslo-config.ts";
import { processesNaming } from "../../process/naming.ts";
import type { Room } from "../../process/room.ts";
import { ovsdbAddress } from "./open-vswitch/daemons.ts";

/** dhcp_agent.ini: a dnsmasq in a namespace for each network with DHCP, on a host with Open vSwitch. */
export function dhcpSettings(room: Room): OsloSettings {
  const dnsmasq = room.file("dnsmasq.conf");
  // Nobody else may read what is in the room.
  writeFileSync(dnsmasq, "user=root\n");
  return {
    DEFAULT: { interface_driver: "openvswitch", dnsmasq_config_file: dnsmasq, resync_interval: 5 },
    ovs: { ovsdb_connection: ovsdbAddress },
  };
}

/** Ends the dnsmasqs of an agent that has ended: they outlive it, in namespaces that the next one does not see. */
export function endServers(stateDirectory: string): void {
  for (const pid of processesNaming(`--pid-file=${stateDirectory}`)) process.kill(pid, "SIGKILL");
}
