import { createSimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import type { TokenValidator } from "@multisite/middleware";
import type { TokenBody } from "@multisite/openstack/identity";
import { createSandboxRegion } from "../region/index.ts";

const domain = { id: "default", name: "Default" };

/** Tokens are names of projects: whoever says `red` is a user of the project red; `unscoped` has no project, `bad` is refused. */
const validator: TokenValidator = {
  async validate(token) {
    const name = token.reveal();
    if (name === "bad") return { valid: false, reason: "test" };
    const user = { id: `user-${name}`, name, domain };
    const project = name === "unscoped" ? undefined : { id: name, name, domain };
    const times = { issued_at: "2026-01-01T00:00:00.000000Z", expires_at: "2036-01-01T00:00:00.000000Z" };
    const body: TokenBody = {
      methods: ["password"],
      user,
      audit_ids: [],
      ...times,
      ...(project === undefined ? {} : { project }),
    };
    return { valid: true, token: body, user, project, roles: [] };
  },
};

/** A region without a socket, in simulated time; servers build for two seconds. */
export function startTestRegion() {
  const clock = createSimulatedClock();
  const app = createSandboxRegion({
    name: "RegionOne",
    validator,
    authenticateUri: "http://identity.test:5000/v3",
    clock,
    random: createSeededRandom(1),
    buildMs: 2000,
  });
  const request = async (method: "GET" | "POST" | "DELETE", url: string, options: RequestOptions = {}) => {
    const { token = "red", body, headers = {} } = options;
    const answer = await app.inject({
      method,
      url,
      headers: { ...(token === null ? {} : { "x-auth-token": token }), host: "nova.test:8774", ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = answer.body !== "" && String(answer.headers["content-type"]).startsWith("application/json");
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : undefined };
  };
  return { clock, request };
}

interface RequestOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
