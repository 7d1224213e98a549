import { setTimeout as delay } from "node:timers/promises";
import { type Access, call } from "@multisite/openstack/session";
import type { Host } from "./host/index.ts";

const LONGEST_MS = 120_000;

/** What a site's Neutron says of one of its agents. */
export interface Agent {
  readonly host: string;
  readonly alive: boolean;
}

export async function listAgents(access: Access): Promise<readonly Agent[]> {
  return (await call<{ agents: readonly Agent[] }>(access, { method: "GET", path: "/agents" })).agents;
}

/** Waits until all agents of all hosts have reported. */
export async function untilAlive(access: Access, hosts: readonly Host[]): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < LONGEST_MS) {
    const agents = await listAgents(access);
    const isComplete = ({ name, agentCount }: Host): boolean =>
      agents.filter(({ host, alive }) => alive && host === name).length >= agentCount;
    if (hosts.every(isComplete)) return;
    await delay(300);
  }
  throw new Error(`its agents did not report within ${LONGEST_MS / 1000} s.`);
}
