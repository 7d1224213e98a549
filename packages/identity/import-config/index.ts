import { isDeepStrictEqual } from "node:util";
import { messageOf } from "@multisite/kernel/errors";
import { optionGroups } from "../config/index.ts";
import { carryOver, toAbsolutePath } from "./carry-over.ts";
import { keystoneOptions, presentNames } from "./keystone-options.ts";
import { MASKED, maskPasswords } from "./mask.ts";
import { type Assignment, parseIni } from "./parse-ini.ts";
import { reasonFor } from "./reasons.ts";
import { substitute } from "./substitute.ts";

/** What became of one line of keystone.conf. */
export interface ImportedOption {
  readonly option: string;
  /** Without passwords. */
  readonly value: string;
  readonly outcome: "taken over" | "same as default" | "not applicable" | "not supported";
  readonly reason: string;
  /** 0 for a default of Keystone that had to be written down, because ours is another. */
  readonly line: number;
}

/** Our settings, and where each line of the file went. */
export interface ImportedConfig {
  /** Holds passwords. */
  readonly document: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly report: readonly ImportedOption[];
}

type OwnOption = { readonly default: unknown; readonly read: (raw: unknown) => unknown };
const ownGroups: Readonly<Record<string, Readonly<Record<string, OwnOption>>>> = optionGroups;

/**
 * Turns a keystone.conf into our settings. Nothing is lost silently: every line is in the report, with what became of it.
 *
 * @param file its absolute path: Keystone looks for relative paths beside it
 * @throws MultisiteError `identity.import.invalid`
 */
export function importKeystoneConfig(text: string, file: string): ImportedConfig {
  const assignments = lastOfEach(parseIni(text, file).map(withPresentName));
  const values = new Map(assignments.map(({ group, option, value }) => [`${group}.${option}`, value]));
  const lookup = (group: string, option: string): string | undefined => {
    const known = keystoneOptions[group]?.[option]?.default;
    return values.get(`${group}.${option}`) ?? (known === undefined || known === null ? undefined : String(known));
  };
  const document: Record<string, Record<string, unknown>> = {};
  const take = (group: string, option: string, value: unknown): void => {
    document[group] ??= {};
    document[group][option] = toAbsolutePath(group, option, value, file);
  };
  const report = assignments.map((assignment) => {
    const value = substitute(assignment.value, assignment.group, lookup);
    return place({ ...assignment, value }, take);
  });
  return { document, report: [...report, ...carryOver(values, take)] };
}

function place(
  { group, option, value, line }: Assignment,
  take: (group: string, option: string, value: unknown) => void,
): ImportedOption {
  const own = ownGroups[group]?.[option];
  const theirs = keystoneOptions[group]?.[option];
  const row = { option: `${group}.${option}`, value: theirs?.secret === true ? shownSecret(value) : maskPasswords(value), line };
  if (own) {
    try {
      const read = own.read(value === "<None>" ? null : value);
      if (isDeepStrictEqual(read, own.default)) return { ...row, outcome: "same as default", reason: "" };
      take(group, option, read);
      return { ...row, outcome: "taken over", reason: "" };
    } catch (thrown) {
      return { ...row, outcome: "not supported", reason: `must be ${messageOf(thrown)}` };
    }
  }
  if (!theirs) return { ...row, outcome: "not supported", reason: "Keystone has no such option either: is the name right?" };
  if (isKeystoneDefault(value, theirs.default)) return { ...row, outcome: "same as default", reason: "" };
  return { ...row, ...reasonFor(group, option) };
}

/** A URL with a password stays readable but for the password; anything else secret is not shown at all. */
function shownSecret(value: string): string {
  return value.includes("://") ? maskPasswords(value) : MASKED;
}

function isKeystoneDefault(value: string, known: unknown): boolean {
  if (known === null || known === undefined) return value === "" || value === "<None>";
  const text = Array.isArray(known) ? known.join(",") : String(known);
  return value.toLowerCase() === text.toLowerCase();
}

function withPresentName(assignment: Assignment): Assignment {
  const present = presentNames.get(`${assignment.group}.${assignment.option}`);
  return present ? { ...assignment, group: present[0], option: present[1] } : assignment;
}

/** An option that is given twice has its last value (oslo_config/cfg.py, _Namespace). */
function lastOfEach(assignments: readonly Assignment[]): Assignment[] {
  const last = new Map<string, Assignment>();
  for (const assignment of assignments) last.set(`${assignment.group}.${assignment.option}`, assignment);
  return [...last.values()].sort((left, right) => left.line - right.line);
}
