import type { Clock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import type { InProcessServer } from "@multisite/kernel/transport";
import type { Credentials, TokenBody } from "@multisite/openstack/identity";

/** What several sites share: who has which token. */
export interface IdentityState {
  readonly tokens: Map<string, TokenBody>;
  /** Requests that arrived, as `ORIGIN METHOD PATH`, oldest first. */
  readonly log: string[];
  /** While set, every answer has this status. */
  failingWith: number | undefined;
  /** Headers of the last validation. */
  lastHeaders: Readonly<Record<string, string>>;
  issued: number;
}

const SERVICE_PASSWORD = "service-password";

/** The service user that {@link createIdentitySite} knows. */
export const serviceCredentials: Credentials = {
  kind: "password",
  user: { name: "nova", domain: { id: "default" } },
  password: new Secret(SERVICE_PASSWORD),
  scope: { project: { name: "service", domain: { id: "default" } } },
};

export function createIdentityState(): IdentityState {
  return { tokens: new Map(), log: [], failingWith: undefined, lastHeaders: {}, issued: 0 };
}

/** A token's body for a user of a project. */
export function tokenBody(clock: Clock, changes: Partial<TokenBody> = {}): TokenBody {
  const domain = { id: "default", name: "Default" };
  return {
    methods: ["password"],
    user: { id: "u1", name: "ann", domain },
    project: { id: "p1", name: "vnf", domain },
    roles: [{ id: "r1", name: "member" }],
    audit_ids: ["a"],
    issued_at: new Date(clock.nowMs()).toISOString(),
    expires_at: new Date(clock.nowMs() + 3_600_000).toISOString(),
    ...changes,
  };
}

/** One site's identity endpoint: login of the service user, and validation as Keystone answers it. */
export function createIdentitySite(origin: string, state: IdentityState, clock: Clock): InProcessServer {
  return async ({ method, url, headers = {}, body }) => {
    const { pathname, search } = new URL(url);
    if (pathname === "/ready") return { status: state.failingWith ?? 200, headers: {}, text: "{}" };
    state.log.push(`${origin} ${method} ${pathname}${search}`);
    if (state.failingWith !== undefined) return { status: state.failingWith, headers: {}, text: "{}" };
    if (method === "POST") {
      if (!body?.includes(SERVICE_PASSWORD)) return { status: 401, headers: {}, text: '{"error":{"message":"no"}}' };
      const token = `service-${++state.issued}`;
      const issued = tokenBody(clock, { user: { id: "nova", name: "nova", domain: { id: "default", name: "Default" } } });
      state.tokens.set(token, issued);
      return { status: 201, headers: { "x-subject-token": token }, text: JSON.stringify({ token: issued }) };
    }
    state.lastHeaders = headers;
    if (!state.tokens.has(headers["x-auth-token"] ?? "")) return { status: 401, headers: {}, text: "{}" };
    const subject = state.tokens.get(headers["x-subject-token"] ?? "");
    if (subject === undefined) return { status: 404, headers: {}, text: "{}" };
    return { status: 200, headers: {}, text: JSON.stringify({ token: subject }) };
  };
}
