import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import { createHost, type Host } from "../hosts/host.ts";
import type { L2popMessage } from "../l2pop/messages.ts";
import { DEFAULT_QUOTA } from "./quotas.ts";
import { answerRequest, type NeutronAnswer, type NeutronRequest } from "./requests.ts";
import { answerCall } from "./rpc.ts";
import type { NeutronState } from "./state.ts";

export interface SandboxNeutronOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Its own, different from every other site's. */
  readonly baseMac: string;
  readonly portQuota?: number;
}

/** One site's Neutron with its hosts: what the reference measured of the real one, in any time. */
export interface SandboxNeutron {
  readonly state: NeutronState;
  readonly hosts: ReadonlyMap<string, Host>;
  addHost(name: string, vtep: string): Host;
  /** A request of the API; the path is what follows `/v2.0`. */
  request(request: NeutronRequest): NeutronAnswer;
  /** A remote call to the server; what it returns. */
  call(method: string, args: Readonly<Record<string, unknown>>): unknown;
  /** Somebody who is no server publishes to the agents' fan-out. */
  publish(message: L2popMessage): void;
  /** Hears the agents' fan-out; returns how to stop it. */
  listen(heard: (message: L2popMessage) => void): () => void;
}

export function createSandboxNeutron({ clock, random, baseMac, portQuota = 100_000 }: SandboxNeutronOptions): SandboxNeutron {
  const hosts = new Map<string, Host>();
  const listeners = new Set<(message: L2popMessage) => void>();
  const fanOut = (message: L2popMessage): void => {
    for (const host of hosts.values()) host.hear(message);
    for (const heard of listeners) heard(message);
  };
  const state: NeutronState = {
    clock,
    random,
    baseMac,
    quotas: new Map(),
    defaultQuota: { ...DEFAULT_QUOTA, port: portQuota },
    networks: new Map(),
    subnets: new Map(),
    ports: new Map(),
    routers: new Map(),
    floatingIps: new Map(),
    securityGroups: new Map(),
    securityGroupRules: new Map(),
    agents: new Map(),
    send(message, host) {
      if (host === undefined) fanOut(message);
      else hosts.get(host)?.hear(message);
    },
  };
  return {
    state,
    hosts,
    addHost(name, vtep) {
      const host = createHost(state, name, vtep);
      hosts.set(name, host);
      return host;
    },
    request: (request) => answerRequest(state, request),
    call: (method, args) => answerCall(state, method, args),
    publish: fanOut,
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
