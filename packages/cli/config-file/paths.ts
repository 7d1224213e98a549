import { dirname, resolve } from "node:path";
import type { IdentityConfig } from "@multisite/identity";

/** Options that name a file or directory, by group. */
export const PATH_OPTIONS: readonly (readonly [group: string, option: string])[] = [
  ["audit", "path"],
  ["credential", "key_repository"],
  ["facts", "path"],
  ["fernet_receipts", "key_repository"],
  ["fernet_tokens", "key_repository"],
  ["listen", "certificate"],
  ["listen", "private_key"],
  ["log", "path"],
  ["oslo_policy", "policy_dirs"],
  ["oslo_policy", "policy_file"],
  ["star", "home"],
  ["star", "service_socket"],
];

const SQLITE = "sqlite:///";

/** Makes every path absolute, as seen from the directory of the file that it stands in. */
export function resolvePaths(config: IdentityConfig, file: string): IdentityConfig {
  const from = dirname(resolve(file));
  const result = Object.fromEntries(Object.entries(config).map(([group, values]) => [group, { ...values }])) as Record<
    string,
    Record<string, unknown>
  >;
  for (const [group, option] of PATH_OPTIONS) {
    const values = result[group];
    if (values) values[option] = resolveValue(from, values[option]);
  }
  const database = result.database as { connection: string };
  database.connection = resolveSqlite(from, database.connection);
  return result as unknown as IdentityConfig;
}

function resolveValue(from: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(from, item));
  return typeof value === "string" && value !== "" ? resolve(from, value) : value;
}

function resolveSqlite(from: string, url: string): string {
  return url.startsWith(SQLITE) ? SQLITE + resolve(from, url.slice(SQLITE.length)) : url;
}
