import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";
import { openWire, type Wire, type WireAnswer, type WireRequest } from "../bad-input/send.ts";

/** Tokens by what they are; a fresh set for each run. */
type Tokens = Readonly<Record<(typeof KINDS)[number], string>>;

const KINDS = ["admin", "system", "unscoped", "reader", "reader2", "roleless", "disabled", "rules", "garbage", "absent"] as const;

type Step =
  | { readonly do: "ask"; readonly caller: string; readonly subject: string; readonly suffix: string; readonly more: number }
  | { readonly do: "revoke"; readonly subject: string }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "write" };

/** What a request may carry besides. */
const MORE: readonly Readonly<Record<string, string>>[] = [
  {},
  { "OpenStack-Identity-Access-Rules": "1.0" },
  { "OpenStack-Identity-Access-Rules": "99" },
  { "OpenStack-Identity-Access-Rules": "" },
  { "Content-Type": "application/json" },
  { Accept: "text/html", "X-OpenStack-Request-ID": "req-0" },
  { Authorization: "Basic x" },
];

describe("a validation in front of the framework", () => {
  let service: TestService;
  let wire: Wire;
  let admin: string;
  let readerId: string;
  let rolelessId: string;
  let disabledId: string;
  const rules = { id: "", secret: "rules-secret" };
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
    const scope = { project: service.adminProjectId };
    readerId = (await addMember(service, "reader", scope)).userId;
    rolelessId = (await addMember(service, "reader", scope)).userId;
    disabledId = (await addMember(service, "reader", scope)).userId;
    const made = await service.request("POST", `/v3/users/${service.adminUserId}/application_credentials`, {
      token: admin,
      body: {
        application_credential: {
          name: "rules",
          secret: rules.secret,
          roles: [{ name: "reader" }],
          access_rules: [{ path: "/v3/auth/tokens", method: "GET", service: "identity" }],
        },
      },
    });
    rules.id = made.body.application_credential.id;
    await service.app.listen({ host: "127.0.0.1", port: 0 });
    wire = openWire((service.app.server.address() as { port: number }).port);
  });
  afterAll(async () => {
    wire.close();
    service.app.server.closeAllConnections();
    await service.close();
  });

  const setRole = (method: string, userId: string) => {
    const { adminProjectId } = service;
    return service.identity.database.query
      .selectFrom("role")
      .select("id")
      .where("name", "=", "reader")
      .executeTakeFirstOrThrow()
      .then(({ id }) => service.request(method, `/v3/projects/${adminProjectId}/users/${userId}/roles/${id}`, { token: admin }));
  };
  const setEnabled = (userId: string, enabled: boolean) =>
    service.request("PATCH", `/v3/users/${userId}`, { token: admin, body: { user: { enabled } } });

  async function freshTokens(): Promise<Tokens> {
    admin = await service.adminToken();
    const scope = { project: { id: service.adminProjectId } };
    const member = (userId: string) => service.login(passwordAuth(userId, "member-password", scope));
    await setRole("PUT", rolelessId);
    await setEnabled(disabledId, true);
    const tokens = {
      admin: await service.adminToken(),
      system: await service.adminToken({ system: { all: true } }),
      unscoped: await service.login(passwordAuth(readerId, "member-password")),
      reader: await member(readerId),
      reader2: await member(readerId),
      roleless: await member(rolelessId),
      disabled: await member(disabledId),
      rules: await service.login({
        identity: { methods: ["application_credential"], application_credential: rules },
      }),
      garbage: "gAAAAAgarbage",
      absent: "",
    };
    await setRole("DELETE", rolelessId);
    await setEnabled(disabledId, false);
    return tokens;
  }

  const toRequest = (tokens: Tokens, step: Extract<Step, { do: "ask" }>): WireRequest => {
    const caller = tokens[step.caller as keyof Tokens];
    const subject = tokens[step.subject as keyof Tokens];
    const headers = MORE[step.more] ?? {};
    return {
      method: "GET",
      target: `/v3/auth/tokens${step.suffix}`,
      headers: {
        ...(caller === "" ? {} : { "X-Auth-Token": caller }),
        ...(subject === "" ? {} : { "X-Subject-Token": subject }),
        ...headers,
      },
      body: headers["Content-Type"] === undefined ? undefined : Buffer.from("{}"),
    };
  };
  /** The ordinary way, which a request that is handed to the framework takes. */
  const askOrdinarily = async ({ method, target, headers, body }: WireRequest): Promise<WireAnswer> => {
    const answer = await service.app.inject({
      method: method as "GET",
      url: target,
      headers: { ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, headers: answer.headers as WireAnswer["headers"], text: answer.body };
  };
  const relevant = ({ status, headers, text }: WireAnswer) => ({
    status,
    text,
    headers: Object.fromEntries(
      ["content-type", "content-length", "x-subject-token", "vary", "www-authenticate"].map((name) => [
        name,
        headers[name] === undefined ? undefined : String(headers[name]),
      ]),
    ),
    requestId: typeof headers["x-openstack-request-id"],
  });

  const kind = fc.constantFrom<string>(...KINDS);
  const askStep = fc.record({
    do: fc.constant("ask" as const),
    caller: fc.oneof({ weight: 2, arbitrary: fc.constantFrom("admin", "reader", "system") }, { weight: 1, arbitrary: kind }),
    subject: kind,
    suffix: fc.constantFrom("", "", "", "?nocatalog", "?nocatalog", "?nocatalog=1", "?allow_expired=1", "?", "/", "?x=%zz"),
    more: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: MORE.length - 1 }) }),
  });
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 20, arbitrary: askStep },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("revoke" as const), subject: fc.constantFrom("reader", "rules", "unscoped") }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 20, 61) }) },
    { weight: 1, arbitrary: fc.constant({ do: "write" as const }) },
  );

  test("is answered as the ordinary way would, whoever asks about whatever, and whatever happens in between", async () => {
    let named = 0;
    const before = service.identity.counts.cachedValidations;
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), fc.boolean(), async (steps, socketFirst) => {
        const tokens = await freshTokens();
        for (const each of steps) {
          if (each.do === "wait") await service.clock.advance(each.minutes * 60_000);
          else if (each.do === "revoke") {
            const subjectToken = tokens[each.subject as keyof Tokens];
            await service.request("DELETE", "/v3/auth/tokens", { token: tokens.admin, subjectToken });
          } else if (each.do === "write") {
            const body = { region: { id: `r${++named}` } };
            await service.request("POST", "/v3/regions", { token: tokens.admin, body });
          } else {
            const request = toRequest(tokens, each);
            const first = socketFirst ? await wire.send(request) : await askOrdinarily(request);
            const second = socketFirst ? await askOrdinarily(request) : await wire.send(request);
            expect(relevant(first)).toEqual(relevant(second));
            statuses.add(first.status);
          }
        }
      }),
      { numRuns: 40 },
    );
    // The property says nothing unless both ways were taken, and every kind of answer was seen.
    expect(service.identity.counts.cachedValidations - before).toBeGreaterThan(20);
    expect([...statuses].sort()).toEqual([200, 401, 403, 404]);
  });
});
