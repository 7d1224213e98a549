import { expect, test } from "vitest";
import { parsePolicyFile } from "./parse.ts";

test("rules carry the file and line where they stand", () => {
  const text =
    '# ours\n"identity:get_user": "role:support"\n\n"identity:list_users":\n  - [role:support, role:reader]\n  - "rule:owner"\n';
  expect(parsePolicyFile(text, "/etc/policy.yaml")).toEqual([
    { name: "identity:get_user", value: "role:support", place: "/etc/policy.yaml:2" },
    { name: "identity:list_users", value: [["role:support", "role:reader"], "rule:owner"], place: "/etc/policy.yaml:4" },
  ]);
});

test.each([
  ["an empty value, which oslo.policy takes for everyone", "a: '!'\nb:\n", 2],
  ["a bare exclamation mark, which YAML reads as nothing", "b: !\n", 1],
  ["an explicit null", "b: null\n", 1],
  ["a boolean, which oslo.policy takes for everyone", "a: ''\n\nb: false\n", 3],
  ["YAML 1.1's no", "b: no\n", 1],
  ["a number", "b: 0\n", 1],
  ["a mapping", "b: {role: admin}\n", 1],
  ["a list of something else", "b: [[1]]\n", 1],
])("%s is refused, and the message names the line and what to write", (_what, text, line) => {
  expect(() => parsePolicyFile(text, "p.yaml")).toThrow(
    expect.objectContaining({
      code: "identity.policy.file.invalid",
      message: `p.yaml:${line}: the rule "b" has no check that could be read. Write a check string in quotes; "" allows everyone, "!" allows nobody.`,
    }),
  );
});

test("text that is no YAML is refused with its line", () => {
  expect(() => parsePolicyFile('a: ""\nb: @\n', "p.yaml")).toThrow(/^p\.yaml:2: /);
  expect(() => parsePolicyFile("a: '\n", "p.yaml")).toThrow(/^p\.yaml:\d+: /);
  expect(() => parsePolicyFile("a: ''\n---\nb: ''\n", "p.yaml")).toThrow(/^p\.yaml:\d+: /);
  expect(() => parsePolicyFile("a: !custom x\n", "p.yaml")).toThrow(/^p\.yaml:1: /);
});

test.each(["- a\n- b\n", "just text\n", "[]"])("a file that is no mapping is refused: %j", (text) => {
  expect(() => parsePolicyFile(text, "p.yaml")).toThrow(
    'p.yaml:1: a policy file maps rule names to check strings: "name": "check"',
  );
});

test("a check that asks a remote server is refused with its line", () => {
  expect(() => parsePolicyFile("a: ''\nb: role:x or http://host\n", "p.yaml")).toThrow(
    /^p\.yaml:2: the rule "b": .*remote server/,
  );
});
