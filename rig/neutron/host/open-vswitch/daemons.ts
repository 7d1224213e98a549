import { existsSync, mkdirSync, rmSync } from "node:fs";
import type { Namespace } from "../../../network/index.ts";
import { debianEnvironment } from "../../../process/debian-environment.ts";
import { waitUntilReady } from "../../../process/ready.ts";
import type { Room } from "../../../process/room.ts";
import { runOrThrow } from "../../../process/run.ts";

/** The Open vSwitch of one host, with the userspace datapath: the kernel needs no module. */
export interface OpenVswitch {
  /** Runs `ovs-vsctl`. */
  configure(args: readonly string[]): Promise<string>;
  /** `ovs-ofctl dump-flows`, without counters. */
  flows(bridge: string): Promise<readonly string[]>;
  /** Ends both daemons at once. */
  kill(): Promise<void>;
}

/** Of Neutron's agents, and nobody's outside of the host: each namespace has a loopback of its own. */
export const ovsdbAddress = "tcp:127.0.0.1:6640";

/** Starts database and switch; what is configured stays in the host's room for the next start. One second. */
export async function startOpenVswitch(namespace: Namespace, room: Room): Promise<OpenVswitch> {
  const directory = room.file("openvswitch");
  const socket = `unix:${directory}/db.sock`;
  const env = { ...debianEnvironment, OVS_RUNDIR: directory, OVS_LOGDIR: directory, OVS_DBDIR: directory };
  mkdirSync(directory, { recursive: true });
  const database = `${directory}/conf.db`;
  if (!existsSync(database)) {
    await runOrThrow("/usr/bin/ovsdb-tool", ["create", database, "/usr/share/openvswitch/vswitch.ovsschema"], { env });
  }
  const configure = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await namespace.run("/usr/bin/ovs-vsctl", [`--db=${socket}`, "--timeout=30", ...args], {
      env,
    });
    if (code !== 0) throw new Error(`ovs-vsctl ${args.join(" ")}: ${stderr.trim()}`);
    return stdout;
  };
  // Of a switch that was killed: it would look ready before it is.
  rmSync(`${directory}/db.sock`, { force: true });
  const server = namespace.start({
    name: "ovsdb-server",
    command: "/usr/sbin/ovsdb-server",
    args: [database, `--remote=p${socket}`, "--remote=ptcp:6640:127.0.0.1", "--pidfile", "--no-chdir"],
    env,
    logFile: room.file("ovsdb-server.log"),
  });
  await waitUntilReady(server, async () => (existsSync(`${directory}/db.sock`) ? true : undefined), { timeoutMs: 10_000 });
  await configure(["--no-wait", "init"]);
  const daemon = namespace.start({
    name: "ovs-vswitchd",
    command: "/usr/sbin/ovs-vswitchd",
    args: [socket, "--pidfile", "--no-chdir"],
    env,
    logFile: room.file("ovs-vswitchd.log"),
  });
  await waitUntilReady(daemon, async () => (await configure(["get", "Open_vSwitch", ".", "ovs_version"])).trim() || undefined, {
    timeoutMs: 20_000,
  });
  return {
    configure,
    async flows(bridge) {
      const { code, stdout, stderr } = await namespace.run("/usr/bin/ovs-ofctl", ["dump-flows", "--no-stats", bridge], { env });
      if (code !== 0) throw new Error(`ovs-ofctl dump-flows ${bridge}: ${stderr.trim()}`);
      return stdout.split("\n").filter((line) => line !== "");
    },
    kill: async () => void (await Promise.all([server.kill(), daemon.kill()])),
  };
}
