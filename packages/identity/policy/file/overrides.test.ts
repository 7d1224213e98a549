import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Credentials } from "../credentials.ts";
import { createEnforcer } from "../enforcer.ts";
import type { PolicyRule } from "../rules/rule.ts";
import { parsePolicyFile } from "./parse.ts";

/** What `testdata/record-overrides.py` writes; an outcome has a letter per role. */
interface Recording {
  readonly roles: readonly string[];
  readonly registered: readonly (readonly [name: string, check: string, deprecated: readonly [string, string] | null])[];
  readonly asked: readonly string[];
  readonly cases: readonly (readonly [text: string, bothDefaults: readonly string[], newDefaults: readonly string[]])[];
}

const recording = JSON.parse(readFileSync(new URL("../testdata/overrides.json", import.meta.url), "utf8")) as Recording;
const rules = recording.registered.map(
  ([name, check, old]): PolicyRule => ({ name, check, ...(old === null ? {} : { deprecated: { name: old[0], check: old[1] } }) }),
);

const holderOf = (role: string): Credentials => ({
  user_id: "u1",
  user_domain_id: "d1",
  system_scope: null,
  domain_id: null,
  project_id: "p1",
  project_domain_id: "d1",
  roles: [role],
  is_admin_project: true,
  service_user_id: null,
  service_user_domain_id: null,
  service_project_id: null,
  service_project_domain_id: null,
  service_roles: [],
  token: {},
});

function outcomes(text: string, enforceNewDefaults: boolean): string[] {
  const overrides = new Map(parsePolicyFile(text, "policy.yaml").map(({ name, value }) => [name, value]));
  const enforcer = createEnforcer({ rules, enforceScope: false, enforceNewDefaults, overrides });
  const ask = (rule: string, role: string): string => {
    try {
      return enforcer.authorize(rule, {}, holderOf(role)) ? "1" : "0";
    } catch (error) {
      expect(error).toMatchObject({ code: "identity.policy.evaluation.failed" });
      return "E";
    }
  };
  return recording.asked.map((rule) => recording.roles.map((role) => ask(rule, role)).join(""));
}

test.each(recording.cases)(
  "the policy file %j changes deprecated, renamed and default rules as in oslo.policy",
  (text, both, newOnly) => {
    expect(outcomes(text, false), "with the deprecated defaults").toEqual(both);
    expect(outcomes(text, true), "with the new defaults only").toEqual(newOnly);
  },
);
