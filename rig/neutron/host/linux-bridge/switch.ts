import { tunnelCommands } from "../plan.ts";
import type { Switch, SwitchOptions } from "../types.ts";
import { agentSettings } from "./settings.ts";

/** The kernel's bridges with Neutron's agent for them. */
export async function startSwitch({ namespace, plan, wires }: SwitchOptions): Promise<Switch> {
  // As in a machine: the other end may be a switch in userspace.
  await namespace.run("/usr/sbin/ethtool", ["-K", "uplink", "tx", "off"]);
  await namespace.ip(tunnelCommands(plan, "uplink"));
  return {
    agentType: "Linux bridge agent",
    program: "neutron-linuxbridge-agent",
    settings: (place) => agentSettings(place, wires),
    /** The agent begins by deleting its former rules one by one, which Debian's ebtables refuses; it then tries for ever. */
    async clear() {
      await namespace.run("/usr/sbin/ebtables", ["-t", "nat", "-F"]);
      await namespace.run("/usr/sbin/ebtables", ["-t", "nat", "-X"]);
    },
    /** As Nova does: the agent puts no machine into a bridge. */
    async connect(cable, port) {
      const bridge = `brq${port.networkId.slice(0, 11)}`;
      const { code } = await namespace.run("/usr/sbin/ip", ["link", "show", bridge]);
      await namespace.ip([
        ...(code === 0 ? [] : [`link add ${bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`]),
        `link set ${bridge} up`,
        `link set ${cable} master ${bridge}`,
      ]);
    },
    async connectOutside() {
      throw new Error("A host with Linux bridges has no way out: put the gateway on one with Open vSwitch.");
    },
    async disconnect(cable) {
      await namespace.ip([`link del ${cable}`]);
    },
    async forwarding() {
      return (await namespace.run("/usr/sbin/bridge", ["fdb", "show"])).stdout.split("\n").filter((line) => line !== "");
    },
    kill: async () => {},
  };
}
