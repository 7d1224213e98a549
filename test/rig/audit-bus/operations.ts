import type { BusListener } from "./listener.ts";
import { shapeOf } from "./shape.ts";

/** A service that was bootstrapped with user, project and role `admin`. */
export interface Place {
  /** Without `/v3`. */
  readonly url: string;
  readonly adminPassword: string;
}

/** What one operation was answered with, and what the bus heard of it. */
export interface Outcome {
  readonly operation: string;
  readonly status: number;
  readonly events: readonly object[];
}

const AGENT = "audit-bus-test/1";
const ID_PATTERN = /\{(\w+)\}/g;

/** One request; `{name}` in path and body stands for the ID of what `keep` of an earlier operation named. */
interface Operation {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Remembers the ID of the answer's resource by this name. */
  readonly keep?: string;
  /** Goes without a token. */
  readonly isLogin?: boolean;
}

const domain = { id: "default" };
const login = (name: string, password: string, scope?: object) => ({
  auth: { identity: { methods: ["password"], password: { user: { name, domain, password } } }, ...(scope ? { scope } : {}) },
});
const elsewhere = { project: { name: "nowhere", domain } };
const tokenMethod = { methods: ["token"], token: { id: "{token}" } };
const unknownId = { methods: ["password"], password: { user: { id: "unknown", password: "wrong" } } };
const create = (title: string, kind: string, fields: object): Operation => ({
  title,
  method: "POST",
  path: `/v3/${kind}s`,
  body: { [kind]: fields },
  keep: kind,
});
const change = (title: string, kind: string, fields: object): Operation => ({
  title,
  method: "PATCH",
  path: `/v3/${kind}s/{${kind}}`,
  body: { [kind]: fields },
});
const send = (title: string, method: string, path: string, body?: unknown): Operation => ({ title, method, path, body });

const GRANT = "/v3/projects/{project}/users/{user}/roles/{role}";
const INHERITED = "/v3/OS-INHERIT/domains/{domain}/groups/{group}/roles/{role}/inherited_to_projects";

/** In this order; each needs what the ones before it made. */
export const operations: readonly Operation[] = [
  { ...send("log in", "POST", "/v3/auth/tokens", login("admin", "{password}")), isLogin: true },
  { ...send("log in with a wrong password", "POST", "/v3/auth/tokens", login("admin", "wrong")), isLogin: true },
  {
    ...send("log in without a right on the project", "POST", "/v3/auth/tokens", login("admin", "{password}", elsewhere)),
    isLogin: true,
  },
  { ...send("log in with a token", "POST", "/v3/auth/tokens", { auth: { identity: tokenMethod } }), isLogin: true },
  { ...send("log in as an unknown ID", "POST", "/v3/auth/tokens", { auth: { identity: unknownId } }), isLogin: true },
  { ...send("log in as nobody", "POST", "/v3/auth/tokens", login("nobody", "wrong")), isLogin: true },
  create("create a project", "project", { name: "audited", domain_id: "default" }),
  change("update a project", "project", { description: "changed" }),
  change("disable a project", "project", { enabled: false }),
  change("enable a project", "project", { enabled: true }),
  send("add a tag", "PUT", "/v3/projects/{project}/tags/red"),
  send("replace the tags", "PUT", "/v3/projects/{project}/tags", { tags: ["green", "blue"] }),
  send("delete a tag", "DELETE", "/v3/projects/{project}/tags/green"),
  create("create a user", "user", { name: "audited", domain_id: "default", password: "first-password" }),
  create("create a role", "role", { name: "audited" }),
  send("grant a role on a project", "PUT", GRANT),
  send("revoke a role on a project", "DELETE", GRANT),
  create("create a domain", "domain", { name: "audited" }),
  create("create a group", "group", { name: "audited", domain_id: "default" }),
  send("add a user to a group", "PUT", "/v3/groups/{group}/users/{user}"),
  send("grant an inherited role on a domain to a group", "PUT", INHERITED),
  send("revoke an inherited role on a domain from a group", "DELETE", INHERITED),
  send("remove a user from a group", "DELETE", "/v3/groups/{group}/users/{user}"),
  send("change a password with a wrong one", "POST", "/v3/users/{user}/password", {
    user: { original_password: "wrong", password: "second-password" },
  }),
  send("change a password", "POST", "/v3/users/{user}/password", {
    user: { original_password: "first-password", password: "second-password" },
  }),
  create("create a service", "service", { type: "audit", name: "audited" }),
  create("create an endpoint", "endpoint", { service_id: "{service}", interface: "public", url: "http://127.0.0.1/" }),
  send("delete an endpoint", "DELETE", "/v3/endpoints/{endpoint}"),
  send("delete a service", "DELETE", "/v3/services/{service}"),
  send("create an EC2 credential", "POST", "/v3/users/{user}/credentials/OS-EC2", { tenant_id: "{project}" }),
  create("create a credential", "credential", { type: "cert", blob: "b", user_id: "{user}", project_id: "{project}" }),
  send("delete a credential", "DELETE", "/v3/credentials/{credential}"),
  change("disable a user", "user", { enabled: false }),
  { ...send("log in as a disabled user", "POST", "/v3/auth/tokens", login("audited", "second-password")), isLogin: true },
  send("delete a user", "DELETE", "/v3/users/{user}"),
  send("delete a group", "DELETE", "/v3/groups/{group}"),
  send("create a project in the domain", "POST", "/v3/projects", { project: { name: "inner", domain_id: "{domain}" } }),
  send("create a user in the domain", "POST", "/v3/users", { user: { name: "inner", domain_id: "{domain}" } }),
  send("create a group in the domain", "POST", "/v3/groups", { group: { name: "inner", domain_id: "{domain}" } }),
  change("disable a domain", "domain", { enabled: false }),
  send("delete a domain", "DELETE", "/v3/domains/{domain}"),
  send("delete a role", "DELETE", "/v3/roles/{role}"),
  send("delete a project", "DELETE", "/v3/projects/{project}"),
];

/**
 * Does all operations, one after the other. `expected` says how many events each will cause, where they come after the answer.
 */
export async function performAll(
  place: Place,
  listener: BusListener,
  expected: (operation: string) => number,
): Promise<readonly Outcome[]> {
  const ids = new Map<string, string>([["password", place.adminPassword]]);
  const names = new Map<string, string>();
  const remember = (name: string, id: string): void => {
    ids.set(name, id);
    names.set(id, `<ID of ${name}>`);
  };
  const scoped = login("admin", place.adminPassword, { project: { name: "admin", domain } });
  const first = await request(place.url, "POST", "/v3/auth/tokens", scoped);
  const { token } = first.body as { readonly token: { readonly user: { id: string }; readonly project: { id: string } } };
  ids.set("token", first.token);
  remember("the administrator", token.user.id);
  remember("the administrator's project", token.project.id);
  const services = await request(place.url, "GET", "/v3/services?type=identity", undefined, first.token);
  remember("the identity service", (services.body as { services: { id: string }[] }).services[0]?.id ?? "");
  await listener.hear(1);
  const outcomes: Outcome[] = [];
  for (const { title, method, path, body, keep, isLogin } of operations) {
    const answer = await request(place.url, method, fill(path, ids), fill(body, ids), isLogin ? undefined : first.token);
    const id = keep === undefined ? undefined : (answer.body as Record<string, { readonly id: string }>)[keep]?.id;
    if (keep !== undefined && id !== undefined) remember(keep, id);
    const events = await listener.hear(expected(title));
    outcomes.push({ operation: title, status: answer.status, events: events.map((event) => shapeOf(event, names)) });
  }
  return outcomes;
}

function fill<Value>(value: Value, ids: ReadonlyMap<string, string>): Value {
  if (value === undefined) return value;
  return JSON.parse(JSON.stringify(value).replace(ID_PATTERN, (text, name: string) => ids.get(name) ?? text));
}

/** One request with JSON in and out. */
export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<{ readonly status: number; readonly body: unknown; readonly token: string }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      "user-agent": AGENT,
      "content-type": "application/json",
      ...(token === undefined ? {} : { "x-auth-token": token }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const subject = response.headers.get("x-subject-token") ?? "";
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), token: subject };
}
