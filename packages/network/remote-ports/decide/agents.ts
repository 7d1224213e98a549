import { isShadowHost, shadowHost } from "../../shadows/index.ts";
import type { Action, RemotePortAlarm, Seen, WantedPort } from "../types.ts";
import { hostOf } from "./match.ts";

/**
 * Agents that stand for nothing any more. Never before their ports have been seen gone: when an agent goes first, Neutron sends no removal
 * and the flow stays in every host (measured).
 */
export function idleAgents(wanted: readonly WantedPort[], { agents, shadows }: Seen): readonly Action[] {
  const inUse = new Set([...wanted.map(hostOf), ...shadows.map((shadow) => shadow["binding:host_id"])]);
  return agents
    .filter(({ host }) => isShadowHost(host) && !inUse.has(host))
    .map(({ id, host }) => ({ act: "delete-agent", id, host }));
}

/** An agent whose endpoint somebody changed: both the former and the new one are in flood lists, and nothing is bound to it any more. */
export function changedAgents({ agents }: Seen): readonly RemotePortAlarm[] {
  return agents
    .filter(({ host, tunnelingIp }) => isShadowHost(host) && tunnelingIp !== undefined && host !== shadowHost(tunnelingIp))
    .map(({ host, tunnelingIp }) => ({
      id: `network.remote_port.agent_changed/${host}`,
      severity: "critical",
      cause: `Agent ${host} says ${tunnelingIp} as its endpoint: somebody else reports under its name.`,
      next: `find out who publishes to the site's bus, then openstack network agent delete the agent of ${host}`,
    }));
}
