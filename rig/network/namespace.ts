import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { type Daemon, type DaemonOptions, startDaemon } from "../process/daemon.ts";
import { type CommandResult, type RunOptions, run } from "../process/run.ts";
import { ip, ipNow } from "./ip.ts";
import { namespaceName } from "./names.ts";

/** A network namespace: a host, or a virtual machine. */
export interface Namespace {
  /** As `ip netns` knows it. */
  readonly name: string;
  /** Runs commands of `ip` inside. */
  ip(commands: readonly string[]): Promise<void>;
  run(command: string, args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  start(daemon: DaemonOptions): Daemon;
  /** Kills every process inside, whoever started it, as a power cut would. */
  kill(): Promise<void>;
  /** Kills what runs inside and takes the namespace down. */
  remove(): Promise<void>;
}

/** How to remove each namespace that is there, at once, for the moment when this process ends. */
const standing = new Map<string, () => void>();
process.once("exit", () => {
  for (const removeNow of standing.values()) removeNow();
});

/** Makes a namespace. Removed at the latest when this process ends; what a killed one left is removed by the next network. */
export async function createNamespace(label: string): Promise<Namespace> {
  const name = namespaceName(label);
  const removeNow = (): void => {
    for (const pid of pidsInside(name)) killNow(pid);
    ipNow(["netns", "del", name]);
  };
  await ip([`netns add ${name}`]);
  standing.set(name, removeNow);
  await ip(["link set lo up"], name);
  const kill = async (): Promise<void> => {
    // A process may have started another one in the meantime.
    for (let pids = pidsInside(name); pids.length > 0; pids = pidsInside(name)) {
      for (const pid of pids) killNow(pid);
      await delay(20);
    }
  };
  return {
    name,
    ip: (commands) => ip(commands, name),
    run: (command, args, options) => run("/usr/sbin/ip", ["netns", "exec", name, command, ...args], options),
    start: (daemon) =>
      startDaemon({ ...daemon, command: "/usr/sbin/ip", args: ["netns", "exec", name, daemon.command, ...daemon.args] }),
    kill,
    async remove() {
      await kill();
      standing.delete(name);
      removeNow();
    },
  };
}

function pidsInside(name: string): readonly number[] {
  try {
    return execFileSync("/usr/sbin/ip", ["netns", "pids", name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .split("\n")
      .filter((line) => line !== "")
      .map(Number);
  } catch {
    return [];
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
