import type { Hop, RemotePortFacts } from "../types.ts";
import { missing, remotePortOf, type Side, showPort } from "../view.ts";

/** Whether the hosts of one site know the way to a port of another one. */
export function remoteHop(name: string, here: Side, there: Side): Hop {
  const { facts, network, place } = here;
  const hop = { name, site: place.site };
  if (facts === undefined) return missing(name, here);
  const status = `multisite network status ${place.network} --ports`;
  if (network === undefined)
    return { ...hop, state: "broken", why: `${place.site} has no network ${there.place.network}.`, next: status };
  if (network.phase === "leaving") {
    return {
      ...hop,
      state: "broken",
      why: `${network.name} is being deleted in ${place.site}: its remote ports go.`,
      next: status,
    };
  }
  const remote = remotePortOf(here, there);
  if (remote?.made == null) {
    const lacks = remote === undefined ? "its connector has not heard of it" : remote.lacks.join("; ");
    return { ...hop, state: "broken", why: `${place.site} has no remote port for ${there.title}: ${lacks}.`, next: status };
  }
  const problem = remoteProblem({ ...remote, made: remote.made }, there);
  if (problem !== undefined) {
    const next = problem.isNeutrons ? showPort(here, remote.made.id) : status;
    return { ...hop, state: problem.state, why: `The remote port for ${there.title} ${problem.text}.`, next };
  }
  const { agent, endpoint } = remote.made;
  const heard =
    agent === null ? "" : ` (its agent was reported ${Math.round(agent.heardAgoMs / 1000)} s ago, which counts at binding only)`;
  return {
    ...hop,
    state: "ok",
    why: `Hosts of ${place.site} send frames for ${there.title} to ${endpoint}${heard}.`,
    next: null,
  };
}

type Made = RemotePortFacts & { readonly made: NonNullable<RemotePortFacts["made"]> };

interface Problem {
  readonly state: "broken" | "unknown";
  readonly text: string;
  /** Only its Neutron can say more; otherwise the connector mends it. */
  readonly isNeutrons: boolean;
}

function remoteProblem({ mac, addresses, lacks, made }: Made, { port }: Side): Problem | undefined {
  const { endpoint, vifType, status, agent } = made;
  const broken = (text: string, isNeutrons = false): Problem => ({ state: "broken", text, isNeutrons });
  if (port !== undefined && port.mac !== mac) return broken(`has the MAC ${mac}, and the port has ${port.mac}`);
  const lost = port?.addresses.filter((address) => !addresses.includes(address)) ?? [];
  if (lost.length > 0) return broken(`lacks the address ${lost.join(", ")}: ARP for it is not answered`);
  if (vifType !== "ovs") return broken(`is not bound (${vifType})`, true);
  if (port !== undefined && port.endpoint !== endpoint) {
    return broken(`leads to ${endpoint ?? "no endpoint"}, and the port is at ${port.endpoint ?? "an unknown one"}`);
  }
  if (status !== "ACTIVE") return broken(`is ${status}: the hosts were not told of it`, true);
  if (agent === null) {
    return {
      state: "unknown",
      text: `has no agent any more: hosts that started since were told nothing of it`,
      isNeutrons: false,
    };
  }
  if (lacks.length === 0) return undefined;
  return { state: "unknown", text: `is not as it shall be yet (${lacks.join("; ")})`, isNeutrons: false };
}
