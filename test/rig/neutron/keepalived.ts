import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Machine } from "../../../rig/neutron/index.ts";
import type { Daemon } from "../../../rig/process/daemon.ts";
import { createRoom } from "../../../rig/process/room.ts";

export interface VrrpOptions {
  /** Moves between the machines. */
  readonly vip: string;
  readonly priority: number;
  /** Where nobody carries multicast between them: at which address this one is seen there, and where the other one is. */
  readonly unicast?: { readonly source: string; readonly peer: string };
}

/** keepalived in a machine. It speaks VRRPv3, an advertisement each tenth of a second, and does not take a VIP back. */
export interface Keepalived {
  readonly machine: Machine;
  isMaster(): Promise<boolean>;
  logTail(): string;
  /** Kills it and all of its processes at once: its addresses stay at the machine. */
  kill(): Promise<void>;
  /** After {@link kill}: as a service manager starts it again. */
  start(): void;
  remove(): Promise<void>;
}

export function startKeepalived(machine: Machine, options: VrrpOptions): Keepalived {
  const room = createRoom("keepalived");
  writeFileSync(room.file("keepalived.conf"), configurationOf(options));
  const pidFile = room.file("vrrp.pid");
  const pidFiles = ["--pid", room.file("keepalived.pid"), "--vrrp_pid", pidFile];
  const args = [
    "--dont-fork",
    "--log-console",
    "--log-detail",
    "--vrrp",
    "--use-file",
    room.file("keepalived.conf"),
    ...pidFiles,
  ];
  let daemon: Daemon;
  const start = (): void => {
    for (const left of ["keepalived.pid", "vrrp.pid"]) rmSync(room.file(left), { force: true });
    daemon = machine.start({ name: "keepalived", command: "/usr/sbin/keepalived", args, logFile: room.file("log") });
  };
  start();
  return {
    machine,
    start,
    isMaster: async () => (await machine.run("/usr/sbin/ip", ["-o", "addr"])).stdout.includes(` ${options.vip}/`),
    logTail: () => daemon.logTail(),
    async kill() {
      // The process that speaks VRRP first: it would say goodbye when it sees the other one end.
      process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
      await daemon.kill();
    },
    async remove() {
      await daemon.stop();
      room.remove();
    },
  };
}

function configurationOf({ vip, priority, unicast }: VrrpOptions): string {
  const peers = unicast && [`unicast_src_ip ${unicast.source}`, `unicast_peer { ${unicast.peer} }`];
  return [
    // As one runs it with such short intervals: other processes of a busy machine come later.
    "global_defs {",
    "  vrrp_version 3",
    "  vrrp_rt_priority 10",
    "}",
    "vrrp_instance state {",
    "  state BACKUP",
    "  nopreempt",
    "  interface eth0",
    "  virtual_router_id 77",
    `  priority ${priority}`,
    "  advert_int 0.1",
    ...(peers ?? []),
    `  virtual_ipaddress { ${vip}/32 }`,
    "}",
    "",
  ].join("\n");
}

/**
 * Answers each question at an address with the machine's name, while the machine has the VIP. Where the VIP itself is asked, the
 * switches decide who hears; where it is not, this shows who would act as master.
 */
export async function answerAt(
  machine: Machine,
  address: string,
  { vip, name }: { readonly vip: string; readonly name: string },
) {
  const script = `const { networkInterfaces } = require("node:os");
    const has = () => Object.values(networkInterfaces()).flat().some(({ address }) => address === "${vip}");
    const socket = require("node:dgram").createSocket("udp4");
    const answer = (text, from) => { if (has()) socket.send(text + " ${name}", from.port, from.address); };
    socket.on("message", answer).bind(7003, "${address}");`;
  await machine.run("/usr/sbin/sysctl", ["-qw", "net.ipv4.ip_nonlocal_bind=1"]);
  machine.start({ name: "answers", command: process.execPath, args: ["-e", script], logFile: "/dev/null" });
}

/** One answer to a question that was asked each ten milliseconds. */
export interface Answer {
  readonly askedMs: number;
  readonly heardMs: number;
  readonly from: string;
}

/** Asks an address for who has it, without a break, and keeps the answers. */
export interface Watch {
  /** All of them, on the clock of this process. */
  answers(): readonly Answer[];
  stop(): Promise<void>;
}

export async function watch(machine: Pick<Machine, "start">, addresses: readonly string[]): Promise<Watch> {
  const room = createRoom("watch");
  const script = `const { createSocket } = require("node:dgram");
    const socket = createSocket("udp4");
    const now = () => performance.timeOrigin + performance.now();
    socket.on("message", (text) => { const [asked, from] = String(text).split(" "); console.log(asked + " " + now() + " " + from); });
    socket.on("error", () => {});
    console.log("ready");
    setInterval(() => { for (const one of ${JSON.stringify(addresses)}) socket.send(String(now()), 7003, one, () => {}); }, 10);`;
  const options = { name: "watch", command: process.execPath, args: ["-e", script], logFile: room.file("answers") };
  const daemon = machine.start(options);
  const lines = (): readonly string[] => readFileSync(room.file("answers"), "utf8").split("\n");
  while (!lines().includes("ready")) {
    if (!daemon.running()) throw new Error(`Nobody watches: ${daemon.logTail()}`);
    await delay(50);
  }
  return {
    answers: () =>
      lines().flatMap((line) => {
        const [asked, heard, from] = line.split(" ");
        return from === undefined || heard === undefined ? [] : [{ askedMs: Number(asked), heardMs: Number(heard), from }];
      }),
    async stop() {
      await daemon.kill();
      room.remove();
    },
  };
}
