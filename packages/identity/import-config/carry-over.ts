import { dirname, resolve } from "node:path";
import type { ImportedOption } from "./index.ts";
import { keystoneOptions } from "./keystone-options.ts";

/** Options whose default is another one in Keystone, so that leaving them out would change what the cloud does. */
const OTHER_DEFAULTS: readonly (readonly [group: string, option: string])[] = [
  ["credential", "key_repository"],
  ["database", "connection"],
  ["fernet_receipts", "key_repository"],
  ["fernet_tokens", "key_repository"],
  ["oslo_policy", "policy_dirs"],
  ["oslo_policy", "policy_file"],
];

/** Writes down Keystone's defaults where ours are others. Gives the report's rows. */
export function carryOver(
  given: ReadonlyMap<string, string>,
  take: (group: string, option: string, value: unknown) => void,
): readonly ImportedOption[] {
  return OTHER_DEFAULTS.filter(([group, option]) => !given.has(`${group}.${option}`)).map(([group, option]) => {
    const value = keystoneOptions[group]?.[option]?.default;
    take(group, option, value);
    const text = Array.isArray(value) ? value.join(",") : String(value);
    return {
      option: `${group}.${option}`,
      value: text,
      outcome: "taken over",
      reason: "Keystone's default; ours is another",
      line: 0,
    };
  });
}

/** Options that Keystone looks up beside keystone.conf when they are relative. */
const BESIDE_THE_FILE: ReadonlySet<string> = new Set(["oslo_policy.policy_dirs", "oslo_policy.policy_file"]);

/** Our file may stand in another directory, so paths that are relative to keystone.conf are made absolute. */
export function toAbsolutePath(group: string, option: string, value: unknown, file: string): unknown {
  if (!BESIDE_THE_FILE.has(`${group}.${option}`)) return value;
  const absolute = (path: unknown): string => resolve(dirname(file), String(path));
  return Array.isArray(value) ? value.map(absolute) : absolute(value);
}
