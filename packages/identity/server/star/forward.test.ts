import { join } from "node:path";
import { MultisiteError } from "@multisite/kernel/errors";
import { silentLog } from "@multisite/kernel/log";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { askDirectly } from "../../star/host/direct.ts";
import { askOverHttp } from "../../star/host/over-http.ts";
import { serveHostAgent } from "../../star/host/server.ts";
import type { AskIdentity, HostAgent } from "../../star/host/types.ts";
import { passwordAuth, startTestService, type TestAnswer, type TestRequest, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

/** An agent that has one master, as long as `failure` is not set. */
function agentOf(master: AskIdentity): HostAgent & { failure: MultisiteError | undefined; asked: string[] } {
  return {
    failure: undefined,
    asked: [],
    async forward(request) {
      if (this.failure) throw this.failure;
      this.asked.push(`${request.method} ${request.path}`);
      return { ...(await master(request)), answeredBy: "master-1" };
    },
    confirm: async () => {},
  };
}

const noMaster = () => new MultisiteError("identity.star.no_master", "No master.");

/** Two nodes with the same keys and, as they are made from the same seed, the same first users; nothing is replicated. */
let master: TestService;
let replica: TestService;
let agent: ReturnType<typeof agentOf>;

async function startPair(): Promise<void> {
  master = await startTestService({ star: true });
  agent = agentOf(askDirectly(master.app));
  replica = await startTestService({ star: true, agent });
  master.identity.host?.board.set("writes", "here");
  replica.identity.host?.board.set("writes", "forward");
}

async function stopPair(): Promise<void> {
  await replica.close();
  await master.close();
}

const setBehind = (position: string | undefined): void => {
  const board = replica.identity.host?.board;
  if (position === undefined) board?.remove("behind");
  else board?.set("behind", { position });
};

describe("a request that a replica sends to a master", () => {
  beforeAll(startPair);
  afterAll(stopPair);

  interface Chain {
    readonly name: string;
    /** The replica's agent asks so; gives what to undo. */
    connect(): Promise<() => Promise<void>>;
  }
  const chains: readonly Chain[] = [
    { name: "in one process", connect: async () => async () => {} },
    {
      name: "over the agent's socket and HTTP",
      async connect() {
        await master.app.listen({ host: "127.0.0.1", port: 0 });
        const { port } = master.app.server.address() as { port: number };
        const over = askOverHttp({ host: "127.0.0.1", port });
        const real = agentOf(over.ask);
        const path = join(replica.directory, "service.sock");
        const server = await serveHostAgent({ agent: real, path, log: silentLog });
        const { connectHostAgent } = await import("../../star/host/client.ts");
        const client = connectHostAgent(path);
        const before = agent.forward;
        agent.forward = (request) => client.forward(request);
        return async () => {
          agent.forward = before;
          client.close();
          await server.close();
          over.close();
          master.app.server.closeAllConnections();
        };
      },
    },
  ];

  let rounds = 0;
  const comparable = ({ status, headers, text }: TestAnswer) => {
    const { "x-openstack-request-id": requestId, date: _, connection: __, "keep-alive": ___, ...rest } = headers;
    return { status, text, headers: rest, requestId: typeof requestId };
  };

  test.each(chains)("$name: comes back bit by bit", async ({ connect }) => {
    const disconnect = await connect();
    try {
      const token = await master.adminToken();
      const subjectToken = token;
      const reader = (await addMember(master, "reader", { project: master.adminProjectId })).token;
      const user = `/v3/users/${master.adminUserId}`;
      const region = await master.request("POST", "/v3/regions", { token, body: { region: { id: "r" } } });
      expect([201, 409]).toContain(region.status);
      const reads: [string, string, TestRequest][] = [
        ["GET", "/v3/users?name=admin", { token }],
        ["HEAD", "/v3/users", { token }],
        ["GET", "/v3/auth/tokens", { token, subjectToken }],
        ["GET", "/v3/auth/tokens?nocatalog", { token, subjectToken }],
        ["HEAD", "/v3/auth/tokens", { token, subjectToken }],
        ["GET", "/v3/users/nobody", { token }],
        ["GET", "/v3/users", {}],
        ["GET", "/v3/users", { token: reader }],
        ["GET", "/v3/OS-SIMPLE-CERT/ca", { token }],
        ["GET", "/v3/OS-REVOKE/events", { token }],
      ];
      const changes: [string, string, TestRequest][] = [
        ["POST", "/v3/regions", { token, body: { region: { id: "r" } } }],
        ["POST", "/v3/regions", { token, body: "{" }],
        ["POST", "/v3/regions", { token, body: "x=1", headers: { "content-type": "application/x-www-form-urlencoded" } }],
        ["POST", "/v3/regions", { body: { region: {} } }],
        ["POST", "/v3/users", { token: reader, body: { user: { name: "n" } } }],
        ["PATCH", user, { token, body: { user: { description: "é ü" } } }],
        ["PATCH", "/v3/users/nobody", { token, body: { user: {} } }],
        ["POST", `${user}/password`, { body: { user: { original_password: "wrong", password: "next" } } }],
        ["DELETE", "/v3/groups/nothing", { token }],
      ];
      setBehind("7");
      for (const [method, path, request] of [...reads, ...changes]) {
        const direct = await master.request(method, path, request);
        const forwarded = await replica.request(method, path, request);
        expect(comparable(forwarded), `${method} ${path}`).toEqual(comparable(direct));
      }
      // What may not be done twice, at each of them once.
      const round = ++rounds;
      const tagAt = async (node: TestService, name: string) => {
        const tagged = await node.request("PUT", `/v3/projects/${master.adminProjectId}/tags/${name}${round}`, { token });
        const { headers, ...rest } = comparable(tagged);
        return { ...rest, headers: { ...headers, location: headers.location?.replace(/[^/]+$/, "") } };
      };
      const [direct, forwarded] = [await tagAt(master, "m"), await tagAt(replica, "r")];
      expect(forwarded.status).toBe(201);
      expect(forwarded).toEqual(direct);
      const deleted = await replica.request("DELETE", "/v3/regions/r", { token });
      expect([deleted.status, deleted.text]).toEqual([204, ""]);
      expect((await replica.request("GET", "/v3/regions/r", { token })).status).toBe(404);
    } finally {
      setBehind(undefined);
      await disconnect();
    }
  });

  test("is decided by the master alone: the replica knows neither token nor user", async () => {
    const member = await addMember(master, "admin", { project: master.adminProjectId });
    const made = await replica.request("POST", "/v3/projects", { token: member.token, body: { project: { name: "p" } } });
    expect(made.status).toBe(201);
    const found = await master.request("GET", `/v3/projects/${made.body.project.id}`, { token: member.token });
    expect(found.status).toBe(200);
    expect((await replica.request("GET", "/v3/auth/projects", { token: member.token })).status).toBe(401);
  });

  test("tells the master whom it came from, which it believes of a proxy that it trusts", async () => {
    let headers: Readonly<Record<string, string>> = {};
    const before = agent.forward;
    agent.forward = (request) => {
      headers = request.headers;
      return before.call(agent, request);
    };
    await replica.request("POST", "/v3/regions", {
      body: {},
      headers: { "x-openstack-request-id": "req-1", connection: "close" },
    });
    agent.forward = before;
    expect(headers).toMatchObject({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-multisite-forwarded": "1",
      "x-openstack-request-id": "req-1",
    });
    expect(headers).not.toHaveProperty("connection");
    expect(headers).not.toHaveProperty("content-length");
  });

  test("does not go round: a node that is no master any more says so", async () => {
    const token = await master.adminToken();
    const headers = { "x-multisite-forwarded": "1" };
    const answer = await replica.request("POST", "/v3/regions", { token, headers, body: { region: { id: "round" } } });
    expect([answer.status, answer.body.error.message]).toEqual([503, expect.stringContaining("No master site")]);
  });
});

describe("where no change can be made", () => {
  beforeEach(startPair);
  afterEach(stopPair);

  const statuses = async (writes: "forward" | "unavailable"): Promise<void> => {
    replica.identity.host?.board.set("writes", writes);
    agent.failure = noMaster();
  };

  test.each(["forward", "unavailable"] as const)(
    "writes: %s - changes are 503 with Retry-After, all else goes on",
    async (writes) => {
      const token = await replica.adminToken();
      const user = await addMember(replica, "reader", { project: replica.adminProjectId });
      await statuses(writes);
      for (const [method, path] of [
        ["POST", "/v3/users"],
        ["DELETE", `/v3/users/${user.userId}`],
        ["POST", `/v3/users/${user.userId}/password`],
        ["PUT", `/v3/projects/${replica.adminProjectId}/tags/one`],
        ["POST", "/v3/OS-OAUTH1/request_token"],
      ] as const) {
        const answer = await replica.request(method, path, { token, body: {} });
        expect([method, path, answer.status, answer.headers["retry-after"]]).toEqual([method, path, 503, "30"]);
        expect(answer.body.error.message).toContain("No master site can be reached from here");
      }
      expect(await replica.login(passwordAuth(user.userId, "member-password"))).toBeTypeOf("string");
      expect((await replica.request("GET", "/v3/auth/tokens", { token, subjectToken: user.token })).status).toBe(200);
      expect((await replica.request("DELETE", "/v3/auth/tokens", { token, subjectToken: user.token })).status).toBe(204);
      expect((await replica.request("GET", "/v3/auth/tokens", { token, subjectToken: user.token })).status).toBe(404);
      const disabled = await replica.request("PATCH", `/v3/users/${user.userId}`, { token, body: { user: { enabled: false } } });
      expect([disabled.status, disabled.body.user.enabled]).toEqual([200, false]);
      const more = await replica.request("PATCH", `/v3/users/${user.userId}`, { token, body: { user: { enabled: true } } });
      expect(more.status).toBe(503);
    },
  );

  test("an answer that was lost is no refusal: it says to look, and has no Retry-After", async () => {
    const token = await replica.adminToken();
    agent.failure = new MultisiteError("identity.star.write_unknown", "It is not known whether the change was made.");
    const answer = await replica.request("POST", "/v3/regions", { token, body: { region: { id: "r" } } });
    expect([answer.status, answer.headers["retry-after"], answer.body.error.message]).toEqual([
      503,
      undefined,
      "It is not known whether the change was made.",
    ]);
    const update = (user: object) => replica.request("PATCH", `/v3/users/${replica.adminUserId}`, { token, body: { user } });
    expect((await update({ enabled: false, name: "n" })).status).toBe(503);
    expect(replica.identity.facts.denials.isDenied(replica.adminUserId)).toBe(false);
    // Who is to be disabled is so here, whatever became of it there.
    expect((await update({ enabled: false })).status).toBe(200);
    expect(replica.identity.facts.denials.isDenied(replica.adminUserId)).toBe(true);
  });

  test("a user that a master has disabled or enabled is so here at once, before any row or fact arrives", async () => {
    const token = await replica.adminToken();
    const id = replica.adminUserId;
    expect((await replica.request("PATCH", `/v3/users/${id}`, { token, body: { user: { enabled: false } } })).status).toBe(200);
    expect(agent.asked).toEqual([`PATCH /v3/users/${id}`]);
    expect((await replica.request("GET", "/v3/users", { token })).status).toBe(401);
    const login = () => replica.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(id, replica.adminPassword) } });
    expect((await login()).status).toBe(401);
    // Somebody else lets them in again at the master.
    const other = await addMember(master, "admin", { project: master.adminProjectId });
    const enabled = await replica.request("PATCH", `/v3/users/${id}`, { token: other.token, body: { user: { enabled: true } } });
    expect(enabled.status).toBe(200);
    expect((await login()).status).toBe(201);
    const refused = await replica.request("PATCH", `/v3/users/${id}`, { token: "bad", body: { user: { enabled: false } } });
    expect([refused.status, (await login()).status]).toEqual([401, 201]);
  });

  test("a login with a trust of limited uses is the master's, which counts; with none it is refused before anything is used up", async () => {
    const trustor = await addMember(master, "reader", { project: master.adminProjectId });
    const trustee = await addMember(master, "reader", { project: master.adminProjectId });
    const body = {
      trust: {
        trustor_user_id: trustor.userId,
        trustee_user_id: trustee.userId,
        project_id: master.adminProjectId,
        impersonation: false,
        remaining_uses: 2,
        roles: [{ name: "reader" }],
      },
    };
    const made = await master.request("POST", "/v3/OS-TRUST/trusts", { token: trustor.token, body });
    const { id } = made.body.trust as { id: string };
    // As replication would bring it.
    for (const table of ["user", "local_user", "password", "assignment", "trust", "trust_role"] as const) {
      const rows = (await master.identity.database.query.selectFrom(table).selectAll().execute()) as object[];
      await replica.identity.database.query.deleteFrom(table).execute();
      for (const row of rows)
        await replica.identity.database.query
          .insertInto(table)
          .values(row as never)
          .execute();
    }
    const auth = passwordAuth(trustee.userId, "member-password", { "OS-TRUST:trust": { id } });
    const login = () => replica.request("POST", "/v3/auth/tokens", { body: { auth } });
    const uses = async () =>
      (await master.identity.database.query.selectFrom("trust").select("remaining_uses").where("id", "=", id).executeTakeFirst())
        ?.remaining_uses;
    expect((await login()).status).toBe(201);
    expect([await uses(), agent.asked]).toEqual([1, ["POST /v3/auth/tokens"]]);
    agent.failure = noMaster();
    const refused = await login();
    expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "30"]);
    replica.identity.host?.board.set("writes", "unavailable");
    expect((await login()).status).toBe(503);
    expect(await uses()).toBe(1);
    expect(replica.identity.facts.store.ofKind("identity.password.failed")).toEqual([]);
  });
});

describe("a node that is behind", () => {
  beforeEach(startPair);
  afterEach(stopPair);

  test("has reads, logins and validations answered by the master until it is not, cached ones too", async () => {
    const token = await replica.adminToken();
    await replica.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = replica.app.server.address() as { port: number };
    const validate = async () => {
      const headers = { "x-auth-token": token, "x-subject-token": token };
      return (await fetch(`http://127.0.0.1:${port}/v3/auth/tokens`, { headers })).status;
    };
    expect([await validate(), await validate()]).toEqual([200, 200]);
    expect(replica.identity.counts.cachedValidations).toBeGreaterThan(0);
    expect(agent.asked).toEqual([]);
    setBehind("9");
    const made = await replica.request("POST", "/v3/users", {
      token,
      body: { user: { name: "new", password: "new-password", domain_id: "default" } },
    });
    expect((await replica.request("GET", `/v3/users/${made.body.user.id}`, { token })).status).toBe(200);
    const fresh = await replica.login(passwordAuth(made.body.user.id, "new-password"));
    expect((await replica.request("GET", "/v3/auth/tokens", { token, subjectToken: fresh })).status).toBe(200);
    expect((await replica.request("DELETE", "/v3/auth/tokens", { token, subjectToken: fresh })).status).toBe(204);
    expect(replica.identity.facts.store.ofKind("identity.token.revoked")).toHaveLength(1);
    expect(await validate()).toBe(200);
    expect(agent.asked).toHaveLength(6);
    expect((await replica.request("GET", "/healthcheck")).status).toBe(200);
    setBehind(undefined);
    expect((await replica.request("GET", `/v3/users/${made.body.user.id}`, { token })).status).toBe(404);
    expect(await validate()).toBe(200);
    expect(agent.asked).toHaveLength(6);
    replica.app.server.closeAllConnections();
  });

  test("refuses what was revoked or denied at it, though the master that it asks meanwhile has not heard", async () => {
    const token = await replica.adminToken();
    const revoked = await replica.adminToken();
    setBehind("9");
    const validate = async (subjectToken: string) =>
      (await replica.request("GET", "/v3/auth/tokens", { token, subjectToken })).status;
    expect(await validate(revoked)).toBe(200);
    const { facts, tokens } = replica.identity;
    facts.revoke({ auditId: tokens.auditIdOf(revoked) as string }, 1);
    expect(await validate(revoked)).toBe(404);
    facts.deny(replica.adminUserId, replica.clock.nowMs());
    expect(await validate(token)).toBe(401);
  });

  test("answers what it has when no master can be reached", async () => {
    const token = await replica.adminToken();
    setBehind("9");
    agent.failure = noMaster();
    expect((await replica.request("GET", "/v3/users", { token })).status).toBe(200);
    expect(await replica.adminToken()).toBeTypeOf("string");
    agent.failure = new MultisiteError("identity.star.write_unknown", "Lost.");
    expect(await replica.adminToken()).toBeTypeOf("string");
  });
});
