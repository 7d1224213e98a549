import { describe, expect, test } from "vitest";
import type { Credentials } from "./credentials.ts";
import { createEnforcer, scopeOf } from "./enforcer.ts";
import type { RuleValue } from "./language/parse.ts";
import { keystoneRules } from "./rules/index.ts";

const reader: Credentials = {
  user_id: "u1",
  user_domain_id: "d1",
  system_scope: null,
  domain_id: null,
  project_id: "p1",
  project_domain_id: "d1",
  roles: ["reader"],
  is_admin_project: true,
  service_user_id: null,
  service_user_domain_id: null,
  service_project_id: null,
  service_project_domain_id: null,
  service_roles: [],
  token: { project: { id: "p1", domain: { id: "d1" } } },
};
const systemReader: Credentials = { ...reader, project_id: null, project_domain_id: null, system_scope: "all", token: {} };
const domainReader: Credentials = { ...reader, project_id: null, project_domain_id: null, domain_id: "d1", token: {} };

const enforcerWith = (overrides: Readonly<Record<string, RuleValue>>, enforceScope = false) =>
  createEnforcer({ rules: keystoneRules, enforceScope, enforceNewDefaults: true, overrides: new Map(Object.entries(overrides)) });

describe("an action without a rule", () => {
  test("is unknown and refused", () => {
    const enforcer = enforcerWith({});
    expect([enforcer.known("identity:no_such"), enforcer.authorize("identity:no_such", {}, reader)]).toEqual([false, false]);
  });

  test("follows the operator's rule of that name or the rule default, yet stays unknown", () => {
    const enforcer = enforcerWith({ "identity:no_such": "role:reader", default: "role:nobody" });
    expect(enforcer.authorize("identity:no_such", {}, reader)).toBe(true);
    expect(enforcer.authorize("identity:neither", {}, reader)).toBe(false);
    expect(enforcerWith({ default: "role:reader" }).authorize("identity:neither", {}, reader)).toBe(true);
    expect(enforcer.known("identity:no_such")).toBe(false);
  });
});

test("a rule deprecated for removal is not an action that may be asked for, but still decides", () => {
  const enforcer = enforcerWith({});
  expect(enforcer.known("identity:revocation_list")).toBe(false);
  expect(enforcer.known("identity:get_user")).toBe(true);
  expect(enforcer.authorize("identity:revocation_list", {}, { ...reader, roles: ["service"] })).toBe(true);
});

test("an operator's rule keeps the scopes of the default that it replaces", () => {
  const overrides = { "identity:list_roles": "@" };
  expect(enforcerWith(overrides, true).authorize("identity:list_roles", {}, domainReader)).toBe(false);
  expect(enforcerWith(overrides, true).authorize("identity:list_roles", {}, systemReader)).toBe(true);
  expect(enforcerWith(overrides, false).authorize("identity:list_roles", {}, domainReader)).toBe(true);
});

test("the older spelling system:all means a system-scoped token", () => {
  const enforcer = enforcerWith({ "identity:list_roles": "system:all" });
  expect(enforcer.authorize("identity:list_roles", {}, systemReader)).toBe(true);
  expect(enforcer.authorize("identity:list_roles", {}, reader)).toBe(false);
});

test("an unscoped token counts as a project's", () => {
  expect([systemReader, domainReader, reader, { ...reader, project_id: null }].map(scopeOf)).toEqual([
    "system",
    "domain",
    "project",
    "project",
  ]);
});

test("a rule that cannot be evaluated is an error and not a refusal, which a negation would turn around", () => {
  const enforcer = enforcerWith({
    circle: "rule:circle",
    "identity:list_roles": "not rule:circle",
    "identity:get_role": "not user_id.x:1",
  });
  for (const action of ["identity:list_roles", "identity:get_role"]) {
    expect(() => enforcer.authorize(action, {}, reader)).toThrow(
      expect.objectContaining({ code: "identity.policy.evaluation.failed" }),
    );
  }
});

test("names of JavaScript's own objects match nothing in target, credentials or rules", () => {
  const enforcer = enforcerWith({
    "identity:list_roles": "user_id:%(constructor)s or None:%(__proto__)s or constructor.name:Object or rule:toString",
  });
  expect(enforcer.authorize("identity:list_roles", {}, reader)).toBe(false);
});

test("the revision is the one given, for caches of decisions", () => {
  expect(createEnforcer({ rules: [], enforceScope: false, enforceNewDefaults: false, revision: 7 }).revision).toBe(7);
  expect(enforcerWith({}).revision).toBe(1);
});
