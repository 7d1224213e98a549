import { createSeededRandom } from "@multisite/kernel/random";
import { describe, expect, test } from "vitest";
import { toCadf } from "./cadf.ts";
import { toNotification } from "./notification.ts";
import vectors from "./testdata/cadf-vectors.json" with { type: "json" };
import type { AuditEvent, AuditInitiator } from "./types.ts";

const [USER, PROJECT, OTHER, ROLE, GROUP] = ["a", "c", "b", "e", "f"].map((letter) => letter.repeat(32)) as [
  string,
  string,
  string,
  string,
  string,
];

const initiator: AuditInitiator = {
  userId: USER,
  userName: "alice",
  projectId: undefined,
  domainId: undefined,
  address: "192.0.2.7",
  userAgent: "agent/1",
  requestId: "req-11111111-2222-4333-8444-555555555555",
};

function event(resourceType: string, operation: string, resourceId: string, rest: Partial<AuditEvent> = {}): AuditEvent {
  return { resourceType, operation, resourceId, outcome: "success", initiator, ...rest };
}

const login = (rest: Partial<AuditEvent>): AuditEvent => event("user", "authenticate", USER, rest);
const grant = (details: AuditEvent["grant"]): AuditEvent =>
  event("role_assignment", "created", ROLE, details ? { grant: details } : {});

const events: Readonly<Record<string, AuditEvent>> = {
  "project created": event("project", "created", OTHER, { initiator: { ...initiator, projectId: PROJECT } }),
  "user updated by a user whose ID is no UUID": event("user", "updated", OTHER, {
    initiator: {
      ...initiator,
      userId: "not-a-uuid",
      domainId: "default",
      globalRequestId: "req-99999999-2222-4333-8444-555555555555",
    },
  }),
  "user added to group": event("group", "updated", OTHER, { actor: { id: USER, type: "user", operation: "added" } }),
  "credential created": event("credential", "created", "b".repeat(64)),
  "region created": event("region", "created", "RegionOne"),
  "trust deleted": event("OS-TRUST:trust", "deleted", OTHER),
  "root domain": event("project", "created", "<<keystone.domain.root>>"),
  "password refused": event("user", "updated", OTHER, { reason: { text: "Too short.", status: 400 } }),
  login: login({}),
  "login with a wrong password": login({ outcome: "failure" }),
  "login of a locked account": login({
    outcome: "failure",
    reason: { text: `The account is locked for user: ${USER}.`, status: 401 },
  }),
  "login with an expired password": login({
    outcome: "failure",
    reason: { text: `The password is expired and needs to be changed for user: ${USER}.`, status: 401 },
  }),
  "grant to a user on a project": grant({ roleId: ROLE, userId: USER, projectId: PROJECT, inheritedToProjects: false }),
  "inherited grant to a group on a domain": grant({
    roleId: ROLE,
    groupId: GROUP,
    domainId: "default",
    inheritedToProjects: true,
  }),
};

const random = createSeededRandom(7);

function send(name: string, format: "basic" | "cadf", optOut: readonly string[] = []) {
  const given = events[name] as AuditEvent;
  const cadf = toCadf(given, { random, timeMs: 1_700_000_000_123, serviceId: "5".repeat(32) });
  return toNotification(given, cadf, { format, optOut });
}

/** As the recorder does. */
function mask(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"<id>"')
    .replaceAll(/"eventTime":"[^"]*"/g, '"eventTime":"<time>"');
  return JSON.parse(text);
}

describe.each(["cadf", "basic"] as const)("notifications in the format %s", (format) => {
  const recorded = vectors.filter((vector) => vector.format === format);

  test.each(recorded)("$name is what Keystone sends", ({ name, sent }) => {
    const notification = send(name, format);
    expect(notification === undefined ? [] : [mask(notification)]).toEqual(sent);
  });
});

test("IDs are version 5 UUIDs as pycadf makes them, and the time is UTC with six digits", () => {
  const cadf = toCadf(events.login as AuditEvent, { random, timeMs: 1_700_000_000_123, serviceId: undefined });
  expect(cadf.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(cadf.eventTime).toBe("2023-11-14T22:13:20.123000+0000");
  expect(cadf.observer).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), typeURI: "service/security" });
});

test("opted-out events are not sent; a login is opted out by its outcome", () => {
  expect(send("project created", "cadf", ["identity.project.created"])).toBeUndefined();
  expect(send("login", "cadf", ["identity.authenticate.success"])).toBeUndefined();
  expect(send("login with a wrong password", "cadf", ["identity.authenticate.success"])).toMatchObject({
    eventType: "identity.authenticate",
  });
});

test("a login of a user that does not exist names what was given, in Keystone's spelling", () => {
  const initiatorOf = (unknownUser: AuditInitiator["unknownUser"]): unknown => {
    const refused = login({
      outcome: "failure",
      initiator: { ...initiator, userId: undefined, userName: undefined, unknownUser },
    });
    return toCadf(refused, { random, timeMs: 1_700_000_000_123, serviceId: undefined }).initiator;
  };
  const byName = initiatorOf({ name: "nobody", domainId: "default", domainName: "Default" });
  expect(byName).toMatchObject({ user_name: "nobody", domain_id: "default", domain_name: "Default" });
  expect(initiatorOf({ id: "nowhere" })).toMatchObject({ user_id: "nowhere", domain_id: null, domain_name: null });
});
