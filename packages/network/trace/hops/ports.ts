import type { Hop, OwnPortFacts } from "../types.ts";
import { missing, type Side, showPort } from "../view.ts";

/** Whether the port is up in its own site. */
export function portHop(name: string, side: Side): Hop {
  const { port, title, place } = side;
  if (port === undefined) return missing(name, side);
  const problem = portProblem(port);
  if (problem !== undefined) {
    return { name, site: place.site, state: "broken", why: `${title} ${problem}.`, next: showPort(side, port.id) };
  }
  const why = `${title} (${port.mac}, ${port.addresses.join(", ") || "no address"}) is ACTIVE at ${port.host}.`;
  return { name, site: place.site, state: "ok", why, next: null };
}

function portProblem({ isAdminUp, status, host, vifType }: OwnPortFacts): string | undefined {
  if (!isAdminUp) return "is switched off (admin_state_up is false)";
  if (host === "") return "has no host: no machine has it";
  if (vifType === "binding_failed") return `could not be bound at ${host}: no agent there can wire it`;
  if (vifType === "unbound") return `is not bound at ${host}`;
  return status === "ACTIVE" ? undefined : `is ${status} at ${host}: its card is not wired`;
}

/** Whether the host wires what it is told. */
export function hostHop(name: string, side: Side): Hop {
  const { port, place, facts } = side;
  if (port === undefined) return missing(name, side);
  const { agent, host } = port;
  const next = `openstack --os-cloud ${facts?.cloud ?? place.site} network agent list --host ${host}`;
  const hop = { name, site: place.site };
  if (agent === null)
    return { ...hop, state: "broken", why: `Neutron knows no agent of ${host || "no host"} that wires ports.`, next };
  const { type, isAlive, vtep, heardAgoMs } = agent;
  const heard = `${Math.round(heardAgoMs / 1000)} s ago`;
  if (vtep === null) return { ...hop, state: "broken", why: `The ${type} of ${host} has no tunnel endpoint (local_ip).`, next };
  if (!isAlive) {
    const why = `The ${type} of ${host} was last heard ${heard}: what was wired goes on, and the host learns of no change.`;
    return { ...hop, state: "broken", why, next };
  }
  return { ...hop, state: "ok", why: `The ${type} of ${host} was heard ${heard}; its tunnels end at ${vtep}.`, next: null };
}
