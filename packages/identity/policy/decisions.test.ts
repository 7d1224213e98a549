import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Credentials } from "./credentials.ts";
import { createEnforcer, type EnforcerOptions } from "./enforcer.ts";
import type { Target } from "./language/template.ts";
import { keystoneRules } from "./rules/index.ts";
import type { PolicyRule } from "./rules/rule.ts";

/** What `testdata/record-decisions.py` writes. */
interface Recording {
  readonly modes: readonly Pick<EnforcerOptions, "enforceScope" | "enforceNewDefaults">[];
  readonly callers: Readonly<Record<string, Credentials>>;
  readonly targets: Readonly<Record<string, Target>>;
  /** By rule: the digest of its definition, and per mode the number of its vector. */
  readonly rules: Readonly<Record<string, readonly [string, ...number[]]>>;
  readonly vectors: readonly string[];
}

const recording = JSON.parse(readFileSync(new URL("./testdata/decisions.json", import.meta.url), "utf8")) as Recording;
const callers = Object.entries(recording.callers);
const targets = Object.entries(recording.targets);

function digest(rule: PolicyRule): string {
  const operations = (rule.operations ?? []).map(({ method, path }) => [method, path]);
  const deprecated = rule.deprecated === undefined ? null : [rule.deprecated.name, rule.deprecated.check];
  const facts = [rule.name, rule.check, rule.scopeTypes ?? null, operations, deprecated, rule.deprecatedForRemoval ?? false];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16);
}

test("the default rules are Keystone's: same names in the same order, same checks, scopes, operations and deprecations", () => {
  expect(keystoneRules.map((rule) => [rule.name, digest(rule)])).toEqual(
    Object.entries(recording.rules).map(([name, [recorded]]) => [name, recorded]),
  );
});

describe.each(recording.modes.map((mode, index) => ({ ...mode, index })))(
  "with enforce_scope $enforceScope and enforce_new_defaults $enforceNewDefaults",
  ({ index, ...mode }) => {
    test("every rule decides like Keystone for every recorded caller and target", () => {
      const enforcer = createEnforcer({ rules: keystoneRules, ...mode });
      const differences: string[] = [];
      let allowed = 0;
      for (const [rule, [, ...vectorOfMode]] of Object.entries(recording.rules)) {
        const bits = Buffer.from(recording.vectors[vectorOfMode[index] as number] as string, "base64");
        callers.forEach(([caller, credentials], callerIndex) => {
          targets.forEach(([targetName, target], targetIndex) => {
            const bit = callerIndex * targets.length + targetIndex;
            const expected = (((bits[bit >> 3] as number) >> (7 - (bit & 7))) & 1) === 1;
            if (expected) allowed++;
            if (enforcer.authorize(rule, target, credentials) !== expected) {
              differences.push(`${rule} by ${caller} on ${targetName}: Keystone says ${expected}`);
            }
          });
        });
      }
      expect(differences.slice(0, 20)).toEqual([]);
      expect(allowed).toBeGreaterThan(100_000);
    });
  },
);
