import { existsSync } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { IdentityConfig } from "../config/index.ts";
import { type KeyRepository, loadKeyRepository } from "../keys/index.ts";
import type { IdentityWorld } from "../main.ts";
import { keystoneRules, openPolicy } from "../policy/index.ts";
import { inspectSchema, requireSchema } from "../store/schema/create.ts";
import { isMissingFile, openConfigured } from "./open.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: "ok" | "warning" | "problem";
  readonly finding: string;
  /** What to do about it; empty when it is ok. */
  readonly next: string;
}

type World = Pick<IdentityWorld, "clock">;
type Check = (config: IdentityConfig, world: World) => Promise<Finding[]>;

/** Looks at everything that a service needs to start, changes nothing, and finds all faults at once. */
export async function checkSite(config: IdentityConfig, world: World): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of [checkTokenKeys, checkReceiptKeys, checkCredentialKeys, checkDatabase, checkPolicy, checkTls]) {
    findings.push(...(await check(config, world)));
  }
  return findings;
}

const checkTokenKeys: Check = async (config) => [
  checkKeys("token keys", config.fernet_tokens.key_repository, "multisite identity fernet-setup --config FILE"),
];

const checkReceiptKeys: Check = async (config) => {
  const directory = config.fernet_receipts.key_repository;
  if (directory === undefined || directory === config.fernet_tokens.key_repository) return [];
  return [checkKeys("receipt keys", directory, "multisite identity receipt-setup --config FILE")];
};

const checkCredentialKeys: Check = async (config) => [
  checkKeys("credential keys", config.credential.key_repository, "multisite identity credential-setup --config FILE"),
];

function checkKeys(what: string, directory: string, setup: string): Finding {
  let repository: KeyRepository;
  try {
    repository = loadKeyRepository(directory);
  } catch (thrown) {
    return problem(what, thrown, `${setup}, or copy the keys of another site`);
  }
  const numbers = repository.keys.map(({ number }) => number);
  const finding = `${numbers.length} keys in ${directory}, primary ${numbers[0]}`;
  if (repository.emptyNumbers.length > 0) {
    return {
      what,
      state: "warning",
      finding: `${finding}; empty files: ${repository.emptyNumbers.join(", ")}`,
      next: "copy those files again",
    };
  }
  if (!numbers.includes(0)) return { what, state: "warning", finding: `${finding}; no staged key`, next: setup };
  return ok(what, finding);
}

const checkDatabase: Check = async (config, world) => {
  const what = "database";
  const next = "multisite identity bootstrap --config FILE";
  let database: ReturnType<typeof openConfigured> | undefined;
  try {
    if (isMissingFile(config)) return [{ what, state: "problem", finding: "the database file does not exist", next }];
    database = openConfigured(config, world);
    await requireSchema(database);
    const { heads } = await inspectSchema(database);
    const users = await database.query.selectFrom("user").select("id").limit(1).execute();
    const schema = ok(what, `${database.engine}, schema ${heads.join(" + ")}`);
    if (users.length > 0) return [schema];
    return [schema, { what: "first user", state: "problem", finding: "there is no user at all", next }];
  } catch (thrown) {
    return [problem(what, thrown, next)];
  } finally {
    await database?.close();
  }
};

const checkPolicy: Check = async (config) => {
  const what = "policy";
  const {
    policy_file: file,
    policy_dirs: directories,
    enforce_scope: enforceScope,
    enforce_new_defaults: enforceNewDefaults,
  } = config.oslo_policy;
  try {
    const policy = openPolicy({ rules: keystoneRules, enforceScope, enforceNewDefaults, paths: { file, directories } });
    if (policy.warnings.length > 0) {
      return policy.warnings.map(({ place, message }) => ({
        what,
        state: "warning",
        finding: `${place}: ${message}`,
        next: "correct the rule",
      }));
    }
    return [ok(what, existsSync(file) ? `rules of ${file} are good` : "Keystone's default rules; there is no policy file")];
  } catch (thrown) {
    return [problem(what, thrown, "correct the policy file")];
  }
};

const checkTls: Check = async (config) => {
  const what = "TLS";
  const { certificate, private_key: privateKey } = config.listen;
  const where = `${config.listen.host}:${config.listen.port}`;
  if (certificate === undefined && privateKey === undefined) return [ok(what, `off: plain HTTP on ${where}`)];
  const missing = Object.entries({ "listen.certificate": certificate, "listen.private_key": privateKey })
    .filter(([, path]) => path === undefined || !existsSync(path))
    .map(([name, path]) => (path === undefined ? `${name} is not set` : `${path} does not exist`));
  if (missing.length === 0) return [ok(what, `on, on ${where}`)];
  return [{ what, state: "problem", finding: missing.join("; "), next: "set both options to files that exist" }];
};

function ok(what: string, finding: string): Finding {
  return { what, state: "ok", finding, next: "" };
}

function problem(what: string, thrown: unknown, next: string): Finding {
  const detail = thrown instanceof MultisiteError && thrown.detail !== undefined ? ` (${thrown.detail})` : "";
  return { what, state: "problem", finding: messageOf(thrown) + detail, next };
}
