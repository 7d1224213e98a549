import { tunnelCommands } from "../plan.ts";
import type { Switch, SwitchOptions } from "../types.ts";
import { type OpenVswitch, startOpenVswitch } from "./daemons.ts";
import { agentSettings, BRIDGES } from "./settings.ts";

/** Open vSwitch with Neutron's agent for it. */
export async function startSwitch({ namespace, room, plan, wires }: SwitchOptions): Promise<Switch> {
  const ovs = await startOpenVswitch(namespace, room);
  // Tunnels leave by a bridge of their own, as the switch looks for the way to the other end by itself.
  await addBridge(ovs, "br-phy", "uplink");
  await namespace.ip(tunnelCommands(plan, "br-phy"));
  for (const [physical, cable] of wires) await addBridge(ovs, BRIDGES[physical], ...(cable === undefined ? [] : [cable]));
  return {
    agentType: "Open vSwitch agent",
    program: "neutron-openvswitch-agent",
    settings: (place) => agentSettings(place, wires),
    clear: async () => {},
    async connect(cable, port) {
      await ovs.configure([
        ...["add-port", "br-int", cable, "--", "set", "Interface", cable, `external_ids:iface-id=${port.id}`],
        ...["external_ids:iface-status=active", `external_ids:attached-mac="${port.macAddress}"`],
      ]);
    },
    async connectOutside(cable) {
      await ovs.configure(["add-port", BRIDGES.external, cable]);
    },
    async disconnect(cable) {
      await ovs.configure(["--if-exists", "del-port", cable]);
    },
    forwarding: () => ovs.flows("br-tun"),
    kill: ovs.kill,
  };
}

async function addBridge(ovs: OpenVswitch, bridge: string, ...ports: readonly string[]): Promise<void> {
  await ovs.configure([
    ...["--may-exist", "add-br", bridge, "--", "set", "Bridge", bridge, "datapath_type=netdev", "fail-mode=standalone"],
    ...ports.flatMap((port) => ["--", "--may-exist", "add-port", bridge, port]),
  ]);
}
