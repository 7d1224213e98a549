import type { Agent } from "@multisite/openstack/network";
import { notFound } from "./faults.ts";
import { isAlive, type NeutronState, pythonTimeText, type StoredAgent } from "./state.ts";

export function showAgent(state: NeutronState, agent: StoredAgent): Agent {
  const { heartbeatAtMs, ...rest } = agent;
  return { ...rest, alive: isAlive(state, agent), heartbeat_timestamp: pythonTimeText(heartbeatAtMs) };
}

/** Allowed while ports are bound to it, which is how flows leak (measured). */
export function deleteAgent({ agents }: NeutronState, id: string): void {
  if (!agents.delete(id)) throw notFound("Agent", id);
}
