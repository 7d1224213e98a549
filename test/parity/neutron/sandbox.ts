import { createSimulatedClock } from "../../../packages/kernel/clock/index.ts";
import { createSeededRandom } from "../../../packages/kernel/random/index.ts";
import type { TokenValidator } from "../../../packages/middleware/index.ts";
import { createNeutronApplication, createSandboxNeutron } from "../../../packages/sandbox/network/index.ts";
import { headersOf, type ParityClient, parseBody, payloadOf } from "../client/types.ts";
import type { World } from "./types.ts";

const ORIGIN = "http://neutron.sandbox:9696";
const HOST = { name: "compute-sandbox-1", vtep: "10.203.1.1" };
const ROLES = { admin: "admin", red: "member", blue: "member", reader: "reader" } as const;
const PROJECTS = { admin: "a".repeat(32), red: "b".repeat(32), blue: "c".repeat(32), reader: "b".repeat(32) } as const;

/** Tokens are the personas' names. */
const validator: TokenValidator = {
  async validate(secret) {
    const name = secret.reveal() as keyof typeof ROLES;
    if (!(name in ROLES)) return { valid: false, reason: "test" };
    const domain = { id: "default", name: "Default" };
    const user = { id: `user-${name}`, name, domain };
    const project = { id: PROJECTS[name], name, domain };
    const times = { issued_at: "2026-01-01T00:00:00.000000Z", expires_at: "2036-01-01T00:00:00.000000Z" };
    const roles = [{ id: ROLES[name], name: ROLES[name] }];
    const token = { methods: ["password"], user, project, roles, audit_ids: [], ...times };
    return { valid: true, token, user, project, roles: [ROLES[name]] };
  },
};

/** A sandbox's Neutron with one host, without a socket, in the world that a real one is asked in. */
export function createSandbox(): { readonly client: ParityClient; readonly world: World } {
  const random = createSeededRandom(1);
  const clock = createSimulatedClock();
  const neutron = createSandboxNeutron({ clock, random, baseMac: "fa:16:01:00:00:00", portQuota: 500 });
  neutron.addHost(HOST.name, HOST.vtep);
  const app = createNeutronApplication({ neutron, validator, authenticateUri: "http://identity.sandbox:5000", random });
  const client: ParityClient = {
    baseUrl: ORIGIN,
    nowMs: () => clock.nowMs(),
    async request(method, path, options = {}) {
      const payload = payloadOf(options.body);
      const answer = await app.inject({
        method: method as "GET",
        url: path,
        headers: { host: new URL(ORIGIN).host, ...headersOf(options) },
        ...(payload === undefined ? {} : { payload }),
      });
      const headers = answer.headers as Record<string, string | undefined>;
      return { status: answer.statusCode, headers, text: answer.body, body: parseBody(headers["content-type"], answer.body) };
    },
  };
  const names = {
    "project-admin": PROJECTS.admin,
    "project-red": PROJECTS.red,
    "project-blue": PROJECTS.blue,
    host: HOST.name,
    vtep: HOST.vtep,
  };
  const tokens = { admin: "admin", red: "red", blue: "blue", reader: "reader", nobody: undefined, stranger: "no-token" };
  return { client, world: { tokens, names } };
}
