import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Credentials } from "./credentials.ts";
import { type LivePolicy, openPolicy } from "./live.ts";
import { keystoneRules } from "./rules/index.ts";

const ACTION = "identity:list_regions";
const support: Credentials = {
  user_id: "u1",
  user_domain_id: "d1",
  system_scope: null,
  domain_id: null,
  project_id: "p1",
  project_domain_id: "d1",
  roles: ["support"],
  is_admin_project: true,
  service_user_id: null,
  service_user_domain_id: null,
  service_project_id: null,
  service_project_domain_id: null,
  service_roles: [],
  token: {},
};

let folder: string;
let file: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
  file = join(folder, "policy.yaml");
  directory = join(folder, "policy.d");
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): LivePolicy =>
  openPolicy({ rules: keystoneRules, enforceScope: true, enforceNewDefaults: true, paths: { file, directories: [directory] } });
const allowed = (policy: LivePolicy): boolean => policy.authorize(ACTION, {}, support);

test("without policy files the defaults are in force, and nothing changes", () => {
  const policy = open();
  expect([allowed(policy), policy.revision, policy.warnings]).toEqual([true, 1, []]);
  expect(policy.refresh()).toEqual({ outcome: "unchanged" });
});

test("a file that appears, changes, is replaced and disappears is followed, each time with a new revision", () => {
  const policy = open();
  const steps: unknown[] = [];
  const step = (change: () => void): void => {
    change();
    steps.push([policy.refresh().outcome, policy.revision, allowed(policy)]);
  };
  step(() => writeFileSync(file, `"${ACTION}": "role:admin"\n`));
  step(() => {});
  step(() => writeFileSync(file, `"${ACTION}": "role:support"\n`));
  writeFileSync(`${file}.new`, `"${ACTION}": "role:member_"\n`);
  step(() => renameSync(`${file}.new`, file));
  step(() => rmSync(file));
  expect(steps).toEqual([
    ["reloaded", 2, false],
    ["unchanged", 2, false],
    ["reloaded", 3, true],
    ["reloaded", 4, false],
    ["reloaded", 5, true],
  ]);
});

test("files of a policy directory win over the file, by name; hidden ones and directories inside are left out", () => {
  mkdirSync(join(directory, "inner"), { recursive: true });
  writeFileSync(file, `"${ACTION}": "role:support"\n`);
  const names = ["90", "10", "50", "30", "70", "20", "80", "40", "60"];
  for (const name of names) writeFileSync(join(directory, name), `"${ACTION}": "role:of_${name}"\n`);
  writeFileSync(join(directory, ".30-hidden"), "this is no policy");
  writeFileSync(join(directory, "inner", "40"), "this is no policy");
  const policy = open();
  for (const name of names.toSorted().reverse()) {
    const winners = names.filter((one) => policy.authorize(ACTION, {}, { ...support, roles: [`of_${one}`] }));
    expect(winners).toEqual([name]);
    rmSync(join(directory, name));
    expect(policy.refresh().outcome).toBe("reloaded");
  }
  expect(allowed(policy), "only the main file is left").toBe(true);
});

test("a file that cannot be used is reported once and leaves the rules in force; the corrected one is taken over", () => {
  writeFileSync(file, `"${ACTION}": "!"\n`);
  const policy = open();
  writeFileSync(file, `"${ACTION}":\n`);
  expect(policy.refresh()).toMatchObject({ outcome: "rejected", error: { message: expect.stringContaining("policy.yaml:1: ") } });
  expect(policy.refresh()).toEqual({ outcome: "unchanged" });
  expect([allowed(policy), policy.revision]).toEqual([false, 1]);
  writeFileSync(file, `"${ACTION}": ""\n`);
  expect(policy.refresh().outcome).toBe("reloaded");
  expect([allowed(policy), policy.revision]).toEqual([true, 2]);
});

test("a file that cannot be used at the start is an error, and so is a policy directory that is a file", () => {
  writeFileSync(directory, "");
  expect(open).toThrow(expect.objectContaining({ code: "identity.policy.file.invalid" }));
  rmSync(directory);
  mkdirSync(file);
  expect(open).toThrow(expect.objectContaining({ code: "identity.policy.file.unreadable" }));
});

test("what hardly works as meant is warned about with its line", () => {
  writeFileSync(
    file,
    [
      '"identity:get_usr": "role:support"',
      '"support": "role:support"',
      '"identity:get_user": "rule:support or rule:nowhere"',
      '"identity:list_users": "role:support orr rule:support"',
      '"identity:list_groups": "rule:identity:list_groups"',
      '"identity:get_group": "user-:x or user_id:%(user_id)z"',
      '"identity:get_role": "role:one"',
      '"identity:get_role": "and"',
    ].join("\n"),
  );
  expect(open().warnings.map(({ place, message }) => `${place.slice(folder.length + 1)} ${message}`)).toEqual([
    'policy.yaml:1 the rule "identity:get_usr": no operation and no other rule asks it',
    'policy.yaml:3 the rule "identity:get_user": it refers to the rule "nowhere", which does not exist',
    'policy.yaml:4 the rule "identity:list_users": "role:support orr rule:support" cannot be parsed, so it allows nobody',
    'policy.yaml:5 the rule "identity:list_groups": it refers to itself; asking it may be an error',
    expect.stringContaining(
      'policy.yaml:6 the rule "identity:get_group": the left side "user-" is not a valid Python expression',
    ),
    'policy.yaml:6 the rule "identity:get_group": unsupported format after %(user_id) in "%(user_id)z"',
    'policy.yaml:7 the rule "identity:get_role" is given again later, and only the last one counts',
    'policy.yaml:8 the rule "identity:get_role": "and" is not a check; asking this rule is an error',
  ]);
});
