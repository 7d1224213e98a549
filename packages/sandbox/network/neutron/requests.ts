import { ADMINISTRATOR, type Caller } from "./caller.ts";
import { create, list, remove, show, update } from "./collections.ts";
import { NeutronFault, nothingHere } from "./faults.ts";
import { answerAvailabilities } from "./ip-availabilities.ts";
import { answerQuotas } from "./quotas.ts";
import { agents } from "./resources/agents.ts";
import { floatingIps } from "./resources/floating-ips.ts";
import type { Kind } from "./resources/kind.ts";
import { networks } from "./resources/networks.ts";
import { ports } from "./resources/ports.ts";
import { addInterface, removeInterface } from "./resources/router-interfaces.ts";
import { routers } from "./resources/routers.ts";
import { securityGroupRules } from "./resources/security-group-rules.ts";
import { securityGroups } from "./resources/security-groups.ts";
import { subnets } from "./resources/subnets.ts";
import { extension, extensions, resources, serviceProviders } from "./service-documents.ts";
import type { NeutronState } from "./state.ts";
import { answerTags } from "./tags.ts";

export interface NeutronAnswer {
  readonly status: number;
  /** JSON, or the text of a page. */
  readonly body: unknown;
}

export interface NeutronRequest {
  readonly method: string;
  /** What follows `/v2.0`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** An administrator when unset. */
  readonly caller?: Caller;
  /** Where the server is, for links. */
  readonly origin?: string;
}

/** By what stands in paths. */
const KINDS: Readonly<Record<string, Kind>> = {
  networks,
  subnets,
  ports,
  routers,
  floatingips: floatingIps,
  "security-groups": securityGroups,
  "security-group-rules": securityGroupRules,
  agents,
};

/** Answers one request of Neutron's API. */
export function answerRequest(state: NeutronState, request: NeutronRequest): NeutronAnswer {
  try {
    const { status, body } = answer(state, request);
    // What is answered does not change with the tables.
    return { status, body: body === undefined ? undefined : structuredClone(body) };
  } catch (thrown) {
    if (!(thrown instanceof NeutronFault)) throw thrown;
    return { status: thrown.status, body: thrown.body() };
  }
}

function answer(state: NeutronState, request: NeutronRequest): NeutronAnswer {
  const { method, path, body, headers = {}, caller = ADMINISTRATOR, origin = "" } = request;
  if (path === "") throw nothingHere();
  const [place = "", search = ""] = path.split("?");
  const [, name = "", id, part, tag, ...rest] = place.split("/").map(decodeURIComponent);
  const query = new URLSearchParams(search);
  if (rest.length > 0) throw nothingHere();
  const kind = KINDS[name];
  if (kind === undefined) return answerOther(state, { name, id, part, query, caller, origin, method, body });
  if (part === "tags" && id !== undefined) return answerTags(state, kind, caller, { method, id, tag, body });
  const collection = { state, kind, caller };
  if (kind === routers && id !== undefined && method === "PUT" && part !== undefined)
    return { status: 200, body: answerInterface(state, { routerId: id, action: part, body, caller }) };
  if (part !== undefined) throw nothingHere();
  switch (method) {
    case "GET": {
      const found = id === undefined ? list(collection, `${origin}/v2.0${place}`, query) : show(collection, id, query);
      return { status: 200, body: found };
    }
    case "POST":
      return { status: 201, body: create(collection, body) };
    case "PUT":
      return { status: 200, body: update(collection, id ?? "None", body, headers["if-match"]) };
    case "DELETE":
      remove(collection, id ?? "None", headers["if-match"]);
      return { status: 204, body: undefined };
    default: {
      const text = "The server could not comply with the request since it is either malformed or otherwise incorrect.";
      throw new NeutronFault(405, "HTTPMethodNotAllowed", text);
    }
  }
}

function answerInterface(
  state: NeutronState,
  { routerId, action, body, caller }: { routerId: string; action: string; body: unknown; caller: Caller },
): object {
  const router = state.routers.get(routerId);
  if (router === undefined || !routers.sees(state, caller, router)) throw routers.absent(routerId);
  if (action === "add_router_interface") return addInterface(state, router, body, caller);
  if (action === "remove_router_interface") return removeInterface(state, router, body);
  throw nothingHere();
}

interface Other extends Required<Pick<NeutronRequest, "method" | "caller" | "origin">> {
  readonly name: string;
  readonly id: string | undefined;
  readonly part: string | undefined;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

function answerOther(state: NeutronState, { name, id, part, query, caller, origin, method, body }: Other): NeutronAnswer {
  if (name === "quotas") {
    const kinds = Object.values(KINDS);
    const answered = answerQuotas(state, { method, projectId: id, part, body }, { caller, kinds });
    return { status: answered === undefined ? 204 : 200, body: answered };
  }
  if (method !== "GET") throw nothingHere();
  const found = ((): object | string | undefined => {
    if (name === "" && id === undefined) return resources(origin);
    if (name === "network-ip-availabilities") return answerAvailabilities(state, { networkId: id, query, caller });
    if (name === "extensions") return id === undefined ? extensions() : extension(id);
    if (name === "availability_zones") return { availability_zones: [] };
    return name === "service-providers" ? serviceProviders : undefined;
  })();
  if (found === undefined) throw nothingHere();
  return { status: typeof found === "string" ? 404 : 200, body: found };
}
