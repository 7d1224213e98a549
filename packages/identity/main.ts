import type { ConnectBus } from "@multisite/kernel/bus";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { openFactStore } from "@multisite/kernel/facts";
import { readTlsFiles } from "@multisite/kernel/http";
import type { Log } from "@multisite/kernel/log";
import type { Random } from "@multisite/kernel/random";
import { parseSqlLocation } from "@multisite/kernel/sql";
import type { FastifyInstance } from "fastify";
import { routes } from "./api/index.ts";
import { type Auditor, createAuditor } from "./audit/index.ts";
import { createLoginLimits } from "./auth/rate-limit/index.ts";
import type { IdentityConfig } from "./config/index.ts";
import { createIdentityFacts, type IdentityFacts } from "./facts/index.ts";
import type { Identity } from "./identity.ts";
import { createCredentialCipher, createCredentialKeys, createLiveKeys, type LiveKeys } from "./keys/index.ts";
import { createPasswordService, type HashQueue } from "./passwords/index.ts";
import { keystoneRules, type LivePolicy, openPolicy } from "./policy/index.ts";
import { createApp } from "./server/app.ts";
import type { AppHooks } from "./server/observe.ts";
import { createReadiness } from "./server/readiness.ts";
import { createIsolation } from "./star/host/isolation.ts";
import { type Host, openHost } from "./star/host/open.ts";
import type { HostAgent } from "./star/host/types.ts";
import { reportVerifier } from "./star/host/verifier.ts";
import { keepRevocationRows } from "./star/revocations/keep-rows.ts";
import type { IdentityDatabase } from "./store/database.ts";
import { openIdentityDatabase } from "./store/open.ts";
import { createTokenService } from "./token-service/index.ts";
import { createReceiptFormat, createTokenFormat, type TokenFormat } from "./tokens/index.ts";
import {
  type AnswerSource,
  createAnswerSource,
  createSnapshotSource,
  createValidator,
  type RenderSettings,
} from "./validation/index.ts";

/** What a service takes from the world around it. */
export interface IdentityWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Instead of RabbitMQ at `transport_url`, for tests. */
  readonly connectBus?: ConnectBus;
  /** The agent of this node of a star when it is in the same process, instead of the one behind `[star] service_socket`. */
  readonly agent?: HostAgent;
  /** Under which the agent hears of this process; that of the process when left out. */
  readonly processId?: number;
  /** Where password hashes wait for their turn; for simulations, whose time stands still meanwhile. */
  readonly hashQueue?: HashQueue;
  /** What the process around the application wants to know of its requests. */
  readonly hooks?: AppHooks;
}

/** A service that can be asked through `app.inject` or told to listen. */
export interface IdentityService {
  readonly identity: Identity;
  readonly tokenFormat: TokenFormat;
  readonly tokenKeys: LiveKeys;
  /** All key sets in use, by what they are for. */
  readonly keys: Readonly<Record<string, LiveKeys>>;
  readonly answers: AnswerSource;
  /** To be told of changed files with `refresh`. */
  readonly policy: LivePolicy;
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

/** A statement of a request that MariaDB has not answered by then is given up. */
const STATEMENT_LIMIT_MS = 10_000;

const FACTS_TIDY_INTERVAL_MS = 3_600_000;

/** Puts an identity service together; fails with one clear sentence when keys, policy or database are not fit for use. */
export async function createIdentityService(config: IdentityConfig, world: IdentityWorld): Promise<IdentityService> {
  const { clock, random, log } = world;
  const tls = readTls(config);
  const keys = createLiveKeys({
    directory: config.fernet_tokens.key_repository,
    clock,
    onProblem: tellKeyProblem(log, "token"),
  });
  const receiptDirectory = config.fernet_receipts.key_repository ?? config.fernet_tokens.key_repository;
  const receiptKeys =
    receiptDirectory === config.fernet_tokens.key_repository
      ? keys
      : createLiveKeys({ directory: receiptDirectory, clock, onProblem: tellKeyProblem(log, "receipt") });
  const policy = openPolicy({
    rules: keystoneRules,
    enforceScope: config.oslo_policy.enforce_scope,
    enforceNewDefaults: config.oslo_policy.enforce_new_defaults,
    paths: { file: config.oslo_policy.policy_file, directories: config.oslo_policy.policy_dirs },
  });
  const credentialKeys = createCredentialKeys({
    directory: config.credential.key_repository,
    clock,
    onProblem: tellKeyProblem(log, "credential"),
  });
  const database = await openIdentityDatabase(parseSqlLocation(config.database.connection), {
    clock,
    watchIntervalMs: config.database.watch_interval_ms,
    limits: { statementMs: STATEMENT_LIMIT_MS },
  });
  const { facts, audit, host } = await openOthers(config, world, database);

  const wire = { methods: config.auth.methods, defaultDomainId: config.identity.default_domain_id, random };
  const format = createTokenFormat({ keys, ...wire });
  const snapshots = createSnapshotSource(database, endpointSubstitutions(config));
  const validator = createValidator({ database, snapshots, format, clock, denials: facts.denials });
  const render = renderSettings(config);
  const answers = createAnswerSource({
    validator,
    keys,
    clock,
    settings: render,
    maxEntries: config.validation.cache_entries,
  });
  const liveKeys = { token: keys, ...(receiptKeys === keys ? {} : { receipt: receiptKeys }), credential: credentialKeys };
  const isolation = host && createIsolation({ states: host.states, config, clock });
  const identity: Identity = {
    config,
    clock,
    random,
    log,
    database,
    audit,
    policy,
    tls,
    snapshots,
    passwords: createPasswordService({
      config,
      clock,
      random,
      database,
      facts,
      ...(world.hashQueue ? { hashQueue: world.hashQueue } : {}),
    }),
    facts,
    loginLimits: createLoginLimits({ settings: config.rate_limit, clock }),
    credentialCipher: createCredentialCipher({ keys: credentialKeys, clock, random }),
    receipts: createReceiptFormat({ keys: receiptKeys, methods: config.auth.methods, random }),
    tokens: createTokenService({ config, clock, random, format, validator, answers, isolation }),
    render,
    counts: { cachedValidations: 0, databaseErrors: 0 },
    readiness: createReadiness({ clock, log, database, keys: liveKeys, host }),
    host,
  };
  const app = createApp(identity, routes, world.hooks);
  const stopTidying = clock.every(FACTS_TIDY_INTERVAL_MS, () => facts.tidy(clock.nowMs()));
  const verifier =
    host &&
    reportVerifier({
      board: host.board,
      keys: { token: keys, receipt: receiptKeys, credential: credentialKeys },
      clock,
      processId: world.processId ?? process.pid,
    });
  const stopKeepingRows = host && keepRevocationRows({ host, facts, database, config, clock, log });
  return {
    identity,
    tokenFormat: format,
    tokenKeys: keys,
    keys: liveKeys,
    answers,
    policy,
    app,
    async close() {
      await app.close();
      stopTidying();
      verifier?.stop();
      stopKeepingRows?.();
      facts.store.close();
      host?.close();
      await identity.audit.close();
      await database.close();
    },
  };
}

/** What is opened last, as it may make files; the database is closed when one cannot be opened. */
async function openOthers(
  config: IdentityConfig,
  { clock, random, log, connectBus, agent }: IdentityWorld,
  database: IdentityDatabase,
): Promise<{ facts: IdentityFacts; audit: Auditor; host: Host | undefined }> {
  let facts: IdentityFacts | undefined;
  let host: Host | undefined;
  try {
    facts = createIdentityFacts(openFactStore({ path: config.facts.path, random }), {
      tokenRetentionMs: tokenRetentionMs(config),
      sharesDenials: config.star.home !== undefined,
    });
    host = openHost(config, agent);
    const audit = createAuditor({ config, clock, random, log, database, ...(connectBus ? { connectBus } : {}) });
    return { facts, audit, host };
  } catch (thrown) {
    facts?.store.close();
    host?.close();
    await database.close();
    throw thrown;
  }
}

/** From a token's issue until nobody can ask about it any more, with Keystone's margin. */
function tokenRetentionMs({ token, revoke }: IdentityConfig): number {
  return (token.expiration + token.allow_expired_window + revoke.expiration_buffer) * 1000;
}

function renderSettings(config: IdentityConfig): RenderSettings {
  return {
    adminProjectName: config.resource.admin_project_name,
    adminProjectDomainName: config.resource.admin_project_domain_name,
    returnAllEndpointsWithoutFilter: config.endpoint_filter.return_all_endpoints_if_no_filter,
  };
}

function readTls(config: IdentityConfig): Identity["tls"] {
  const { certificate, private_key: privateKey } = config.listen;
  if (certificate === undefined && privateKey === undefined) return undefined;
  if (certificate === undefined || privateKey === undefined) {
    throw new MultisiteError(
      "identity.listen.tls",
      "[listen] certificate and private_key belong together; set both for TLS, or neither for plain HTTP.",
    );
  }
  return readTlsFiles({ certificate, privateKey });
}

/** Says when keys can no longer be read, and when they can be again. */
function tellKeyProblem(log: Log, purpose: string): (problem: MultisiteError | undefined) => void {
  return (problem) => {
    if (problem)
      log.error({ purpose, code: problem.code, reason: problem.message }, "keys cannot be read; the former ones stay in use");
    else log.info({ purpose }, "keys can be read again");
  };
}

/** Settings that an endpoint's URL may name, as `%(public_endpoint)s` (keystone/common/utils.py, WHITELISTED_PROPERTIES). */
function endpointSubstitutions(config: IdentityConfig): Record<string, string> {
  const endpoint = config.DEFAULT.public_endpoint;
  return endpoint === undefined ? {} : { public_endpoint: endpoint };
}
