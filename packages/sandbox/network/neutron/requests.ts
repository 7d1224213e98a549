import type { NetworkRequest, PortChange, PortRequest, SubnetRequest } from "@multisite/openstack/network";
import { deleteAgent, showAgent } from "./agents.ts";
import { NeutronFault, notFound } from "./faults.ts";
import { createNetwork, createSubnet, deleteNetwork, deleteSubnet } from "./networks.ts";
import { createPort, deletePort, updatePort } from "./ports.ts";
import type { NeutronState } from "./state.ts";

export interface NeutronAnswer {
  readonly status: number;
  readonly body: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** Answers one request of Neutron's API; `path` is what follows `/v2.0`. */
export function answerRequest(state: NeutronState, method: string, path: string, body: unknown): NeutronAnswer {
  const [place = "", query = ""] = path.split("?");
  const [, collection = "", id] = place.split("/");
  try {
    const resource = RESOURCES[collection];
    if (resource === undefined) throw new NeutronFault(404, "HTTPNotFound", "The resource could not be found.");
    return copied(answer(state, resource, method, id, query, (body ?? {}) as Body));
  } catch (thrown) {
    if (!(thrown instanceof NeutronFault)) throw thrown;
    return { status: thrown.status, body: thrown.body() };
  }
}

interface Resource {
  readonly singular: string;
  readonly plural: string;
  readonly name: "Network" | "Subnet" | "Port" | "Agent";
  readonly all: (state: NeutronState) => readonly object[];
  readonly create?: (state: NeutronState, request: never) => object;
  readonly update?: (state: NeutronState, id: string, change: never) => object;
  readonly remove: (state: NeutronState, id: string) => void;
}

const RESOURCES: Readonly<Record<string, Resource>> = {
  networks: {
    singular: "network",
    plural: "networks",
    name: "Network",
    all: ({ networks }) => [...networks.values()],
    create: (state, request: NetworkRequest) => createNetwork(state, request),
    remove: deleteNetwork,
  },
  subnets: {
    singular: "subnet",
    plural: "subnets",
    name: "Subnet",
    all: ({ subnets }) => [...subnets.values()],
    create: (state, request: SubnetRequest) => createSubnet(state, request),
    remove: deleteSubnet,
  },
  ports: {
    singular: "port",
    plural: "ports",
    name: "Port",
    all: ({ ports }) => [...ports.values()],
    create: (state, request: PortRequest) => createPort(state, request),
    update: (state, id, change: PortChange) => updatePort(state, id, change),
    remove: deletePort,
  },
  agents: {
    singular: "agent",
    plural: "agents",
    name: "Agent",
    all: (state) => [...state.agents.values()].map((agent) => showAgent(state, agent)),
    remove: deleteAgent,
  },
};

function answer(
  state: NeutronState,
  resource: Resource,
  method: string,
  id: string | undefined,
  query: string,
  body: Body,
): NeutronAnswer {
  const { singular, plural, all, name, create, update, remove } = resource;
  const inner = body[singular] as never;
  if (id === undefined && method === "GET") return { status: 200, body: { [plural]: all(state).filter(matches(query)) } };
  if (id === undefined && method === "POST" && create !== undefined)
    return { status: 201, body: { [singular]: create(state, inner) } };
  if (id === undefined) throw new NeutronFault(405, "HTTPMethodNotAllowed", "Method Not Allowed");
  if (method === "GET") {
    const found = all(state).find((one) => (one as { readonly id: string }).id === id);
    if (found === undefined) throw notFound(name, id);
    return { status: 200, body: { [singular]: found } };
  }
  if (method === "PUT" && update !== undefined) return { status: 200, body: { [singular]: update(state, id, inner) } };
  if (method !== "DELETE") throw new NeutronFault(405, "HTTPMethodNotAllowed", "Method Not Allowed");
  remove(state, id);
  return { status: 204, body: undefined };
}

/** Several values of one attribute: any of them. Lists and pages are not looked at. */
function matches(query: string): (resource: object) => boolean {
  const wanted = Map.groupBy([...new URLSearchParams(query)], ([name]) => name);
  for (const name of ["limit", "marker", "fields", "sort_key", "sort_dir"]) wanted.delete(name);
  return (resource) =>
    [...wanted].every(([name, pairs]) => pairs.some(([, value]) => String((resource as Body)[name]) === value));
}

/** What is answered does not change with the tables. */
function copied({ status, body }: NeutronAnswer): NeutronAnswer {
  return { status, body: body === undefined ? undefined : structuredClone(body) };
}
