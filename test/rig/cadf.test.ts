import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ringTwo } from "../../rig/debian/packages.ts";
import { type RunningIdentity, startIdentity } from "../../rig/identity.ts";
import { type Keystone, startKeystone } from "../../rig/keystone/index.ts";
import { type Mariadb, startMariadb } from "../../rig/mariadb.ts";
import { describeReal } from "../support/describe-real.ts";
import { authenticate, password, project, send, sendOk, tokenFor } from "./wire/request.ts";

type Json = Readonly<Record<string, unknown>>;

/** Our file knows more than Keystone tells; whatever Keystone tells must be in it, with the same value. */
describeReal("the audit file, beside the CADF notifications of the real Keystone", ringTwo, () => {
  let mariadb: Mariadb;
  let keystone: Keystone;
  let identity: RunningIdentity;
  let theirs: readonly Json[];
  let ours: readonly Json[];

  beforeAll(async () => {
    mariadb = await startMariadb();
    keystone = await startKeystone({
      mariadb,
      cache: "memcached",
      processes: 1,
      settings: {
        // Nothing is opted out of by this name; Keystone's default would leave the logins out.
        DEFAULT: { notification_format: "cadf", notification_opt_out: "nothing" },
        oslo_messaging_notifications: { driver: "log" },
      },
    });
    identity = await startIdentity();
    await operate(keystone.url, keystone.adminPassword);
    await operate(identity.url, identity.adminPassword);
    theirs = readLog(keystone.logTail(100_000));
    // Stopping writes what waits to be written; the file is gone with the rig.
    for (let wait = 0; wait < 100 && readFile(identity.auditFile).length < theirs.length; wait++) await delay(20);
    ours = readFile(identity.auditFile);
  });

  afterAll(async () => {
    await identity?.stop();
    await keystone?.stop();
    await mariadb?.stop();
  });

  test("has a line for each of them, in the same order", () => {
    const actions = (list: readonly Json[]): readonly unknown[] => list.map(({ action }) => action);
    expect(actions(ours)).toEqual(actions(theirs));
    expect(new Set(actions(theirs)).size).toBeGreaterThan(15);
  });

  test("has every field of theirs: initiator, target, outcome, observer, and the same ID in the same places", () => {
    const told = numbered(theirs.map(withoutReason));
    const known = numbered(theirs.map((event, index) => partOf(ours[index], withoutReason(event))));
    for (const [index, event] of told.entries()) expect.soft([index, known[index]]).toEqual([index, event]);
  });

  test("says for every refused login why, where Keystone does so for unknown users only", () => {
    const refused = ours.filter(({ outcome }) => outcome === "failure");
    const reasons = refused.map(({ reason }) => (reason as { reasonType: string }).reasonType);
    expect(reasons).toEqual([
      expect.stringMatching(/wrong password/),
      expect.stringMatching(/no such user|Could not find user: nobody/),
      expect.stringMatching(/no such user|Could not find user: nowhere/),
    ]);
    const theirReasons = theirs.filter(({ outcome }) => outcome === "failure").map(({ reason }) => reason !== undefined);
    expect(theirReasons).toEqual([false, true, true]);
  });
});

/** Our file words the reason of a refused login by our own error codes. */
function withoutReason({ reason, ...rest }: Json): Json {
  return rest.outcome === "failure" ? rest : { reason, ...rest };
}

function readFile(path: string): readonly Json[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Json);
}

/** Of a value, what a model has fields for. */
function partOf(value: unknown, model: unknown): unknown {
  if (typeof model !== "object" || model === null || typeof value !== "object" || value === null) return value;
  const fields = Object.keys(model).filter((name) => name in value);
  return Object.fromEntries(fields.map((name) => [name, partOf((value as Json)[name], (model as Json)[name])]));
}

/** The same operations at either service; each answer's status is Keystone's own business. */
async function operate(url: string, adminPassword: string): Promise<void> {
  const agent = {
    headers: { "user-agent": "rig/1", "x-openstack-request-id": `req-${"1".repeat(8)}-2222-4333-8444-${"5".repeat(12)}` },
  };
  const token = await tokenFor(url, password("admin", adminPassword, project("admin")));
  await authenticate(url, password("admin", "wrong"));
  await authenticate(url, password("nobody", "wrong"));
  await authenticate(url, { identity: { methods: ["password"], password: { user: { id: "nowhere", password: "wrong" } } } });
  const create = async (path: string, kind: string, values: unknown): Promise<string> => {
    const answer = await sendOk(url, "POST", path, { ...agent, token, body: { [kind]: values } });
    return answer.body[kind].id as string;
  };
  const ask = (method: string, path: string, body?: unknown) =>
    send(url, method, path, { ...agent, token, ...(body === undefined ? {} : { body }) });
  const projectId = await create("/v3/projects", "project", { name: "lab" });
  await ask("PATCH", `/v3/projects/${projectId}`, { project: { description: "x" } });
  await ask("PATCH", `/v3/projects/${projectId}`, { project: { enabled: false } });
  await ask("PATCH", `/v3/projects/${projectId}`, { project: { enabled: true } });
  const user = await create("/v3/users", "user", { name: "fay", password: "pw" });
  await ask("PATCH", `/v3/users/${user}`, { user: { description: "x" } });
  const group = await create("/v3/groups", "group", { name: "crew" });
  await ask("PUT", `/v3/groups/${group}/users/${user}`);
  const role = await create("/v3/roles", "role", { name: "operator" });
  await ask("PUT", `/v3/projects/${projectId}/users/${user}/roles/${role}`);
  await ask("PUT", `/v3/domains/default/groups/${group}/roles/${role}`);
  await ask("PUT", `/v3/OS-INHERIT/projects/${projectId}/users/${user}/roles/${role}/inherited_to_projects`);
  await authenticate(url, password("fay", "pw", project("lab")));
  await ask("DELETE", `/v3/projects/${projectId}/users/${user}/roles/${role}`);
  await create("/v3/regions", "region", { id: "RegionTwo" });
  const service = await create("/v3/services", "service", { type: "compute" });
  await create("/v3/endpoints", "endpoint", {
    service_id: service,
    interface: "public",
    url: "http://x",
    region_id: "RegionTwo",
  });
  await create("/v3/policies", "policy", { blob: "{}", type: "t" });
  await create("/v3/credentials", "credential", { type: "cert", user_id: user, project_id: projectId, blob: "b" });
  const domain = await create("/v3/domains", "domain", { name: "north" });
  await ask("PATCH", `/v3/domains/${domain}`, { domain: { enabled: false } });
  await ask("DELETE", `/v3/domains/${domain}`);
  await ask("DELETE", `/v3/services/${service}`);
  await ask("DELETE", `/v3/groups/${group}/users/${user}`);
  await ask("DELETE", `/v3/groups/${group}`);
  await ask("DELETE", `/v3/users/${user}`);
  await ask("DELETE", `/v3/roles/${role}`);
  await ask("DELETE", `/v3/projects/${projectId}`);
}

/** What oslo.messaging's log driver wrote: a line of JSON for each notification, with the event as its payload. */
function readLog(log: string): readonly Json[] {
  const lines = log.split("\n").filter((line) => line.includes("oslo.messaging.notification."));
  return lines.map((line) => JSON.parse(line.slice(line.indexOf("{"), line.lastIndexOf("}") + 1)).payload as Json);
}

/** Puts a number for each ID, by when it was first seen, so that the same ID must stand in the same places; times are masked. */
function numbered(events: readonly unknown[]): readonly unknown[] {
  const numbers = new Map<string, number>();
  const number = (id: string): string => {
    const plain = id.replaceAll("-", "");
    if (!numbers.has(plain)) numbers.set(plain, numbers.size);
    return `<id ${numbers.get(plain)}>`;
  };
  const text = JSON.stringify(sorted(events))
    .replaceAll(/req-[0-9a-f-]{36}/g, (id) => (id.startsWith("req-11111111") ? id : "<request>"))
    .replaceAll(/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/g, number)
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+(?:\+0000|Z)/g, "<time>");
  return JSON.parse(text) as readonly unknown[];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
