import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { invalidPolicyFile, unreadablePolicyFile } from "../errors.ts";
import { type FileRule, parsePolicyFile } from "./parse.ts";

/** Where the operator's rules are; what does not exist counts as empty. */
export interface PolicyPaths {
  /** `[oslo_policy] policy_file`, as an absolute path. */
  readonly file?: string;
  /** `[oslo_policy] policy_dirs`, as absolute paths; their files win over `file`, and later ones over earlier ones. */
  readonly directories?: readonly string[];
}

function ifPresent<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadablePolicyFile(path, error);
  }
}

/** The files of a directory by name, without hidden ones and without looking into directories inside. */
function directoryFiles(directory: string): string[] {
  const status = ifPresent(directory, () => statSync(directory));
  if (status === undefined) return [];
  if (!status.isDirectory()) throw invalidPolicyFile(directory, "policy_dirs names something that is not a directory");
  return (ifPresent(directory, () => readdirSync(directory)) ?? [])
    .filter((name) => !name.startsWith("."))
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => ifPresent(path, () => statSync(path))?.isFile() === true);
}

function policyFiles(paths: PolicyPaths): string[] {
  return [...(paths.file === undefined ? [] : [paths.file]), ...(paths.directories ?? []).flatMap(directoryFiles)];
}

/**
 * A text that changes whenever a policy file appears, disappears, is written or replaced.
 *
 * @throws MultisiteError `identity.policy.file.unreadable`, `identity.policy.file.invalid`.
 */
export function fingerprintPolicy(paths: PolicyPaths): string {
  const lines = policyFiles(paths).map((path) => {
    const status = ifPresent(path, () => statSync(path, { bigint: true }));
    return status === undefined ? `${path} absent` : `${path} ${status.ino} ${status.size} ${status.mtimeNs}`;
  });
  return lines.join("\n");
}

/**
 * Every rule of the policy files, in the order in which later ones win (oslo_policy/policy.py, load_rules).
 *
 * @throws MultisiteError `identity.policy.file.unreadable`, `identity.policy.file.invalid`.
 */
export function readPolicy(paths: PolicyPaths): readonly FileRule[] {
  return policyFiles(paths).flatMap((path) => {
    const text = ifPresent(path, () => readFileSync(path, "utf8"));
    return text === undefined ? [] : parsePolicyFile(text, path);
  });
}
