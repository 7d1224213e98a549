import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Host } from "../../rig/neutron/index.ts";
import { debianEnvironment } from "../../rig/process/debian-environment.ts";

/** Sees flows of a host's br-tun come and go, without asking again and again. */
export interface FlowWatch {
  /** When the flow for this MAC comes, or goes: a reading of `performance.now()`. To be asked before it happens. */
  next(event: "ADDED" | "DELETED", mac: string, withinMs?: number): Promise<number>;
  stop(): void;
}

interface Waiting {
  readonly event: string;
  readonly mac: string;
  seen(atMs: number): void;
}

export async function watchFlows({ namespace, switchDirectory }: Host): Promise<FlowWatch> {
  const waiting = new Set<Waiting>();
  const monitor = spawn("/usr/sbin/ip", ["netns", "exec", namespace, "/usr/bin/ovs-ofctl", "monitor", "br-tun", "watch:"], {
    env: { ...debianEnvironment, OVS_RUNDIR: switchDirectory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { promise: began, resolve: begin } = Promise.withResolvers<void>();
  const hear = (line: string): void => {
    begin();
    const atMs = performance.now();
    // What leads to a MAC; the ARP answers of another table name it too.
    if (!line.includes("table=20")) return;
    for (const one of waiting) {
      if (line.includes(`event=${one.event}`) && line.includes(`dl_dst=${one.mac}`)) one.seen(atMs);
    }
  };
  // What was there, and what comes: each on a stream of its own.
  for (const input of [monitor.stdout, monitor.stderr]) createInterface({ input }).on("line", hear);
  await began;
  return {
    next(event, mac, withinMs = 60_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(one);
          reject(new Error(`no flow for ${mac} was ${event} within ${withinMs} ms`));
        }, withinMs);
        const one: Waiting = {
          event,
          mac,
          seen(atMs) {
            clearTimeout(timer);
            waiting.delete(one);
            resolve(atMs);
          },
        };
        waiting.add(one);
      });
    },
    stop: () => void monitor.kill(),
  };
}
