import { setTimeout as delay } from "node:timers/promises";
import { createNamespace, type Namespace } from "../../network/index.ts";
import type { OpenVswitch } from "./open-vswitch.ts";

/** What a machine needs of a port of Neutron's. */
export interface MachinePort {
  readonly id: string;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly prefix: number;
  readonly mtu: number;
  /** Where it sends what is for other networks. */
  readonly gateway?: string;
}

/** A virtual machine with one network card `eth0`, as a namespace. */
export interface Machine extends Pick<Namespace, "run" | "start" | "kill"> {
  readonly port: MachinePort;
  /** Whether an answer comes before `withinMs`; each try is one echo request, as the first to a new place may be lost. */
  reaches(address: string, withinMs?: number): Promise<boolean>;
  /** Takes it out of its host, as Nova does with a deleted server. */
  unplug(): Promise<void>;
  /** As {@link unplug}, of a host that is no more. */
  remove(): Promise<void>;
}

let count = 0;

/** Makes a machine and plugs it in as Nova does: the switch's interface says which port it is, and the agent does the rest. */
export async function createMachine(host: Namespace, ovs: OpenVswitch, port: MachinePort): Promise<Machine> {
  const namespace = await createNamespace(`vm${++count}`);
  const tap = `tap${port.id.slice(0, 11)}`;
  await host.ip([`link add ${tap} type veth peer name eth0 netns ${namespace.name}`, `link set ${tap} up`]);
  await namespace.ip([
    `link set eth0 address ${port.macAddress} mtu ${port.mtu} up`,
    `addr add ${port.ipAddress}/${port.prefix} dev eth0`,
    ...(port.gateway === undefined ? [] : [`route add default via ${port.gateway}`]),
  ]);
  // A checksum left to hardware that is not there is wrong, and userspace switches drop it.
  await namespace.run("/usr/sbin/ethtool", ["-K", "eth0", "tx", "off"]);
  await ovs.configure([
    ...["add-port", "br-int", tap, "--", "set", "Interface", tap],
    ...[`external_ids:iface-id=${port.id}`, "external_ids:iface-status=active", `external_ids:attached-mac="${port.macAddress}"`],
  ]);
  return {
    port,
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
    remove: namespace.remove,
    async unplug() {
      await ovs.configure(["--if-exists", "del-port", "br-int", tap]);
      await namespace.remove();
    },
  };
}
