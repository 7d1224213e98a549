import { setTimeout as delay } from "node:timers/promises";
import { type Access, call } from "@multisite/openstack/session";
import type { Host } from "./host/index.ts";

const LONGEST_MS = 120_000;

/** What a site's Neutron says of one of its agents. */
export interface Agent {
  readonly host: string;
  readonly alive: boolean;
  /** Of the last report, in UTC: `2026-11-26 13:01:42`. */
  readonly heartbeat_timestamp: string;
}

export async function listAgents(access: Access): Promise<readonly Agent[]> {
  return (await call<{ agents: readonly Agent[] }>(access, { method: "GET", path: "/agents" })).agents;
}

/** Waits until all agents of all hosts have reported, after a time if one is given. */
export async function untilAlive(access: Access, hosts: readonly Host[], { sinceMs = 0 } = {}): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < LONGEST_MS) {
    const agents = await listAgents(access);
    const isComplete = ({ name, agentCount }: Host): boolean =>
      agents.filter((agent) => agent.host === name && agent.alive && reportedMs(agent) > sinceMs).length >= agentCount;
    if (hosts.every(isComplete)) return;
    await delay(300);
  }
  throw new Error(`its agents did not report within ${LONGEST_MS / 1000} s.`);
}

const reportedMs = ({ heartbeat_timestamp: time }: Agent): number => Date.parse(`${time.replace(" ", "T")}Z`);
