import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CompiledCheck, compileCheck } from "./compile.ts";
import { parseRule, type RuleValue } from "./parse.ts";
import type { Target } from "./template.ts";

/** What `testdata/record-language.py` writes; an outcome has a letter per situation: 1, 0, or E for an exception. */
interface Recording {
  readonly ruleBook: Readonly<Record<string, string>>;
  readonly situations: readonly { readonly target: Target; readonly credentials: object }[];
  readonly rules: readonly (readonly [RuleValue, string])[];
  readonly leftOut: readonly (readonly [RuleValue, string])[];
}

const recording = JSON.parse(readFileSync(new URL("../testdata/language.json", import.meta.url), "utf8")) as Recording;

const compiled = new Map<string, CompiledCheck>();
const book = { get: (name: string) => compiled.get(name), size: Object.keys(recording.ruleBook).length };
for (const [name, rule] of Object.entries(recording.ruleBook)) compiled.set(name, compileCheck(parseRule(rule), book));

function outcome(rule: RuleValue): string {
  const check = compileCheck(parseRule(rule), book);
  return recording.situations
    .map(({ target, credentials }) => {
      try {
        return check(
          target,
          { ...credentials, ...("system_scope" in credentials ? { system: credentials.system_scope } : {}) },
          0,
        )
          ? "1"
          : "0";
      } catch (error) {
        expect(error).toMatchObject({ code: "identity.policy.evaluation.failed" });
        return "E";
      }
    })
    .join("");
}

describe("check strings recorded from oslo.policy", () => {
  test("every one of them passes, fails or raises as it does there", () => {
    expect(recording.rules.length).toBeGreaterThan(500);
    const differences = recording.rules
      .map(([rule, expected]) => ({ rule, expected, actual: outcome(rule) }))
      .filter(({ expected, actual }) => expected !== actual);
    expect(differences).toEqual([]);
  });

  test.each(recording.leftOut)("%j, a form of Python that is left out, raises and never decides otherwise", (rule, recorded) => {
    const actual = outcome(rule);
    expect(actual).toContain("E");
    for (const [index, letter] of [...actual].entries()) expect(["E", recorded[index]]).toContain(letter);
  });
});

describe("checks that ask a remote server", () => {
  test.each(["http://policy.example/%(user_id)s", "https://policy.example", "@ or (not http:x)"])(
    "%s is refused at load",
    (rule) => {
      expect(() => parseRule(rule)).toThrow(/asks a remote server/);
    },
  );

  test("the list form is refused too", () => {
    expect(() => parseRule([["@", "https://policy.example"]])).toThrow(/asks a remote server/);
  });
});
