import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectBus } from "@multisite/kernel/bus";
import { type Clock, createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { type Log, silentLog } from "@multisite/kernel/log";
import { createSeededRandom } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";
import { formatSqlLocation, openDatabase, parseSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import { bootstrap } from "../bootstrap/index.ts";
import { type IdentityConfig, readIdentityConfig } from "../config/index.ts";
import { setupKeyRepository } from "../keys/index.ts";
import { createIdentityService, type IdentityService } from "../main.ts";
import { createPasswordService } from "../passwords/index.ts";
import type { HostAgent } from "../star/host/types.ts";
import { createSchema } from "../store/schema/create.ts";
import type { Tables } from "../store/schema/tables.ts";

/** Settings of a test's service, group by group. */
export type ConfigDocument = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An answer of a test's service. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into bodies of every shape.
  readonly body: any;
  readonly text: string;
}

export interface TestRequest {
  readonly token?: string;
  readonly subjectToken?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole service on a database of its own, in simulated time, that answers without a socket. */
export interface TestService extends IdentityService {
  readonly clock: SimulatedClock;
  readonly adminPassword: string;
  readonly adminUserId: string;
  readonly adminProjectId: string;
  readonly directory: string;
  request(method: string, path: string, options?: TestRequest): Promise<TestAnswer>;
  /** Logs in and gives the token. `auth` is the body's `auth` object. */
  login(auth: unknown): Promise<string>;
  /** The administrator's token for the `admin` project, or for another scope. */
  adminToken(scope?: unknown): Promise<string>;
  /** Makes an enabled user in the default domain, unless `user` says otherwise. */
  createUser(name: string, user?: Readonly<Record<string, unknown>>): Promise<{ id: string; password: string }>;
}

export interface TestServiceOptions {
  readonly config?: ConfigDocument;
  /** Default: a SQLite file in the test's own directory. */
  readonly location?: SqlLocation;
  readonly seed?: number;
  /** Writes audit events to `audit.log` in the test's directory. */
  readonly audit?: boolean;
  /** Instead of RabbitMQ. */
  readonly connectBus?: ConnectBus;
  /** The service is that of a star's node, whose home is the test's directory; its board says nothing yet. */
  readonly star?: boolean;
  /** Of a star's node, in the same process. */
  readonly agent?: HostAgent;
  /** Runs when database and keys are there, and nobody has them open. */
  readonly beforeStart?: (config: IdentityConfig) => void;
  /** Default: nothing is logged. */
  readonly log?: Log;
}

const ADMIN_PASSWORD = "admin-password";

/** bcrypt's cheapest cost, so that tests are quick. */
const CHEAP_HASH = { password_hash_rounds: 4 };

/** Password authentication as JSON, for {@link TestService.login}. */
export function passwordAuth(userId: string, password: string, scope?: unknown): object {
  return {
    identity: { methods: ["password"], password: { user: { id: userId, password } } },
    ...(scope === undefined ? {} : { scope }),
  };
}

/** A bootstrapped service; close it at the end of the test. */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-identity-"));
  const clock = createSimulatedClock();
  const random = createSeededRandom(options.seed ?? 1);
  const config = readIdentityConfig(testConfig(directory, options), "test");
  const keyOptions = { maxActiveKeys: 3, random };
  setupKeyRepository({ directory: config.fernet_tokens.key_repository, ...keyOptions });
  setupKeyRepository({ directory: config.credential.key_repository, ...keyOptions });
  const receiptKeys = config.fernet_receipts.key_repository;
  if (options.star && receiptKeys !== undefined) setupKeyRepository({ directory: receiptKeys, ...keyOptions });
  const admin = await prepareDatabase(config, clock, random);
  options.beforeStart?.(config);
  const service = await createIdentityService(config, {
    ...(options.agent ? { agent: options.agent } : {}),
    clock,
    random,
    log: options.log ?? silentLog,
    ...(options.connectBus ? { connectBus: options.connectBus } : {}),
  });

  const request: TestService["request"] = async (method, path, { token, subjectToken, body, headers } = {}) => {
    const answer = await service.app.inject({
      method: method as "GET",
      url: path,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { "x-auth-token": token }),
        ...(subjectToken === undefined ? {} : { "x-subject-token": subjectToken }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers["content-type"] ?? "").startsWith("application/json");
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string | undefined>,
      text: answer.body,
      body: isJson && answer.body !== "" ? JSON.parse(answer.body) : undefined,
    };
  };
  const login: TestService["login"] = async (auth) => {
    const answer = await request("POST", "/v3/auth/tokens", { body: { auth } });
    if (answer.status !== 201) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return answer.headers["x-subject-token"] as string;
  };
  const adminToken: TestService["adminToken"] = (scope = { project: { id: admin.projectId } }) =>
    login(passwordAuth(admin.userId, ADMIN_PASSWORD, scope));

  return {
    ...service,
    clock,
    directory,
    adminPassword: ADMIN_PASSWORD,
    adminUserId: admin.userId,
    adminProjectId: admin.projectId,
    request,
    login,
    adminToken,
    async createUser(name, user = {}) {
      const password = `${name}-password`;
      const body = { user: { name, password, domain_id: "default", ...user } };
      const answer = await request("POST", "/v3/users", { token: await adminToken(), body });
      if (answer.status !== 201) throw new Error(`creating user ${name} answered ${answer.status}: ${answer.text}`);
      return { id: answer.body.user.id, password };
    },
    async close() {
      await service.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function testConfig(directory: string, options: TestServiceOptions): ConfigDocument {
  const given = options.config ?? {};
  const own: ConfigDocument = {
    DEFAULT: { public_endpoint: "http://identity.test:5000" },
    database: {
      connection: formatSqlLocation(options.location ?? { kind: "sqlite", path: join(directory, "identity.db") }),
      // In simulated time a watch would look a million times a day; 0 asks before every answer instead.
      watch_interval_ms: 0,
    },
    fernet_tokens: { key_repository: join(directory, "fernet-keys") },
    credential: { key_repository: join(directory, "credential-keys") },
    facts: { path: join(directory, "facts.db") },
    identity: CHEAP_HASH,
    ...(options.audit === true ? { audit: { path: join(directory, "audit.log") } } : {}),
    ...(options.star === true ? { star: { home: directory } } : {}),
    oslo_policy: { policy_file: join(directory, "policy.yaml") },
    auth: { methods: ["external", "password", "token", "oauth1", "mapped", "application_credential", "totp"] },
  };
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...own };
  for (const [group, values] of Object.entries(given)) merged[group] = { ...own[group], ...values };
  return merged;
}

async function prepareDatabase(
  config: ReturnType<typeof readIdentityConfig>,
  clock: Clock,
  random: ReturnType<typeof createSeededRandom>,
): Promise<{ userId: string; projectId: string }> {
  const database = openDatabase<Tables>(parseSqlLocation(config.database.connection), { clock, watchIntervalMs: 0 });
  try {
    await createSchema(database);
    const passwords = createPasswordService({ config, clock, random, database });
    const options = {
      username: "admin",
      password: new Secret(ADMIN_PASSWORD),
      projectName: "admin",
      roleName: "admin",
      serviceName: "keystone",
      regionId: "RegionOne",
      publicUrl: "http://identity.test:5000/v3",
      immutableRoles: true,
    };
    return await bootstrap({ config, clock, random, database, passwords }, options, () => {});
  } finally {
    await database.close();
  }
}
