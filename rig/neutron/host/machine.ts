import { setTimeout as delay } from "node:timers/promises";
import { createNamespace, type Namespace } from "../../network/index.ts";
import type { MachinePort, Switch } from "./types.ts";

/** A machine outside of a site, in the network that a gateway's way out leads to. */
export interface OutsideMachine extends Pick<Namespace, "run" | "start" | "kill"> {
  /** Of its network namespace, as `ip netns` knows it. */
  readonly namespace: string;
  /** Whether an answer comes before `withinMs`; each try is one echo request, as the first to a new place may be lost. */
  reaches(address: string, withinMs?: number): Promise<boolean>;
  /** Of its cable: down, as if it was pulled out. */
  plugCable(power: "up" | "down"): Promise<void>;
  /** Takes it away from its host, as Nova does with a deleted server. */
  unplug(): Promise<void>;
  /** As {@link unplug}, of a host that is no more. */
  remove(): Promise<void>;
}

/** A virtual machine with one network card `eth0`, as a namespace. */
export interface Machine extends OutsideMachine {
  readonly port: MachinePort;
}

let count = 0;

/** Makes a machine and plugs it in as Nova does: the cable's name or the switch says which port it is, and the agent does the rest. */
export async function createMachine(host: Namespace, hostSwitch: Switch, port: MachinePort): Promise<Machine> {
  const cable = `tap${port.id.slice(0, 11)}`;
  const machine = await assemble(host, hostSwitch, cable, [
    `link set eth0 address ${port.macAddress} mtu ${port.mtu} up`,
    `addr add ${port.ipAddress}/${port.prefix} dev eth0`,
    ...(port.gateway === undefined ? [] : [`route add default via ${port.gateway}`]),
  ]);
  await hostSwitch.connect(cable, port);
  return { ...machine, port };
}

export async function createOutsideMachine(
  host: Namespace,
  hostSwitch: Switch,
  { ipAddress, prefix }: { readonly ipAddress: string; readonly prefix: number },
): Promise<OutsideMachine> {
  const cable = `outside${count + 1}`;
  const machine = await assemble(host, hostSwitch, cable, ["link set eth0 up", `addr add ${ipAddress}/${prefix} dev eth0`]);
  await hostSwitch.connectOutside(cable);
  return machine;
}

async function assemble(
  host: Namespace,
  hostSwitch: Switch,
  cable: string,
  commands: readonly string[],
): Promise<OutsideMachine> {
  const namespace = await createNamespace(`vm${++count}`);
  await host.ip([`link add ${cable} type veth peer name eth0 netns ${namespace.name}`, `link set ${cable} up`]);
  await namespace.ip(commands);
  // A checksum left to hardware that is not there is wrong, and userspace switches drop it.
  await namespace.run("/usr/sbin/ethtool", ["-K", "eth0", "tx", "off"]);
  return {
    namespace: namespace.name,
    run: namespace.run,
    start: namespace.start,
    kill: namespace.kill,
    async reaches(address, withinMs = 20_000) {
      const startedMs = performance.now();
      while (performance.now() - startedMs < withinMs) {
        const { code } = await namespace.run("/bin/ping", ["-n", "-c", "1", "-W", "1", address]);
        if (code === 0) return true;
        await delay(100);
      }
      return false;
    },
    plugCable: (power) => host.ip([`link set ${cable} ${power}`]),
    async unplug() {
      await hostSwitch.disconnect(cable);
      await namespace.remove();
    },
    remove: namespace.remove,
  };
}
