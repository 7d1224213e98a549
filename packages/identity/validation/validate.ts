import type { Clock } from "@multisite/kernel/clock";
import type { HotReads } from "@multisite/kernel/sql";
import { KeystoneError, notFound, tokenNotFound } from "../errors/index.ts";
import type { Denials } from "../facts/index.ts";
import { toDatetime } from "../store/time.ts";
import type { TokenFormat, TokenPayload } from "../tokens/index.ts";
import { evaluateToken } from "./evaluate.ts";
import { readRevocation } from "./reads.ts";
import { isRevokedBy } from "./revocation.ts";
import { isRevokedByFact } from "./revoked-by-fact.ts";
import { createRowSource, type ReadRows } from "./row-source.ts";
import type { Snapshot, SnapshotSource } from "./snapshot.ts";
import type { TokenModel } from "./types.ts";

/** How a caller wants a token validated. */
export interface ValidationVariant {
  /** Seconds after its expiry in which the token still passes; `[token] allow_expired_window` or 0. */
  readonly windowSeconds: number;
  /** Value of the `OpenStack-Identity-Access-Rules` header, which a service sends that enforces access rules. */
  readonly accessRulesVersion: string | undefined;
}

/** A token that passed, with what its answer was derived from. */
export interface ValidToken {
  readonly model: TokenModel;
  readonly snapshot: Snapshot;
  /** {@link Validator.revision}, taken before the first read. */
  readonly revision: number;
  /** Differs when a row that was read differs; with the snapshot it lets a cached answer be confirmed without rendering it again. */
  readonly fingerprint: string;
}

export interface ValidatorDependencies {
  readonly database: HotReads;
  readonly snapshots: SnapshotSource;
  readonly format: TokenFormat;
  readonly clock: Clock;
  readonly denials: Denials;
}

/** Reads a token's data and decides; see {@link createValidator}. */
export interface Validator {
  /** Of the data and the denials together: a verdict stands as long as it does. */
  revision(): number;
  /** Passes the token or throws the KeystoneError that the answer is made of. */
  validate(token: string, variant: ValidationVariant): Promise<ValidToken>;
  /** Evaluates contents that are about to be sealed: the checks of a validation except expiry and revocation. */
  evaluate(payload: TokenPayload): Promise<ValidToken>;
  /**
   * Reads again what a passed token was derived from. The revision that it stands on now, or undefined when anything differs
   * or the token is revoked. Expiry is the caller's to watch.
   */
  confirm(valid: ValidToken): Promise<number | undefined>;
}

/** First version of keystonemiddleware's access rules (keystone/models/token_model.py, ACCESS_RULES_MIN_VERSION). */
const ACCESS_RULES_MIN_VERSION = 1.0;

/**
 * The validation of a token in Keystone's order: open, evaluate, expiry, revocation, access rules
 * (keystone/token/provider.py, validate_token).
 */
export function createValidator({ database, snapshots, format, clock, denials }: ValidatorDependencies): Validator {
  const rowSource = createRowSource(database.raw, denials);

  /** What a payload refers to, at a revision that was taken before anything was read. */
  async function read(payload: TokenPayload): Promise<ReadRows & { readonly snapshot: Snapshot; readonly revision: number }> {
    const dataRevision = database.revision.current();
    // Both only ever grow, so that the sum stands exactly as long as both do.
    const revision = dataRevision + denials.revision();
    const pendingSnapshot = snapshots.at(dataRevision);
    const pendingRows = rowSource.at(revision, payload);
    const isReady = !(pendingSnapshot instanceof Promise) && !(pendingRows instanceof Promise);
    // Waited for together, so that no failure is left to itself when the database goes away.
    const [snapshot, { rows, fingerprint }] = isReady
      ? [pendingSnapshot, pendingRows]
      : await Promise.all([pendingSnapshot, pendingRows]);
    return { rows, fingerprint, snapshot, revision };
  }

  async function evaluate(payload: TokenPayload): Promise<ValidToken> {
    const { rows, fingerprint, snapshot, revision } = await read(payload);
    return { model: evaluateToken(payload, rows, snapshot), snapshot, revision, fingerprint };
  }

  async function isRevoked(model: TokenModel): Promise<boolean> {
    if (isRevokedByFact(denials, model)) return true;
    const { payload, trust } = model;
    const read = readRevocation(database.raw, {
      issuedAt: toDatetime(database.engine, payload.issuedAtMs),
      userIds: [payload.userId, trust?.trustor.id ?? payload.userId, trust?.trusteeUserId ?? payload.userId],
      projectId: payload.projectId ?? null,
      auditId: payload.auditIds[0] ?? "",
    });
    const events = read instanceof Promise ? await read : read;
    return events.some((event) => isRevokedBy(event, model));
  }

  return {
    revision: () => database.revision.current() + denials.revision(),
    evaluate,
    async confirm(valid) {
      const now = await read(valid.model.payload);
      const changed = now.fingerprint !== valid.fingerprint || now.snapshot.number !== valid.snapshot.number;
      return changed || (await isRevoked(valid.model)) ? undefined : now.revision;
    },
    async validate(token, variant) {
      const opened = format.open(token);
      if (!opened.ok) throw tokenNotFound("Could not recognize Fernet token", opened.reason);
      const valid = await evaluate(opened.payload).catch(asTokenNotFound);
      if (clock.nowMs() >= valid.model.payload.expiresAtMs + variant.windowSeconds * 1000) {
        throw tokenNotFound("Failed to validate token", "expired");
      }
      if (clock.nowMs() >= valid.model.delegationEndsAtMs) throw delegationExpired(valid.model);
      if (await isRevoked(valid.model)) throw tokenNotFound("Failed to validate token", "revoked");
      checkAccessRules(valid.model, variant.accessRulesVersion);
      return valid;
    },
  };
}

function delegationExpired({ trust }: TokenModel): KeystoneError {
  return trust ? notFound("trust", trust.id) : tokenNotFound("Failed to validate token", "delegation expired");
}

/** Keystone hides why: everything that it raises as Unauthorized while validating becomes 404. The token is not repeated. */
function asTokenNotFound(thrown: unknown): never {
  if (thrown instanceof KeystoneError && thrown.status === 401) throw tokenNotFound("Could not find token.", thrown.detail);
  throw thrown;
}

/** Whether a service that sends this version enforces access rules. */
export function understandsAccessRules(version: string | undefined): boolean {
  return version !== undefined && Number(version) >= ACCESS_RULES_MIN_VERSION;
}

function checkAccessRules(model: TokenModel, version: string | undefined): void {
  if (model.applicationCredential?.accessRules === undefined) return;
  if (!understandsAccessRules(version)) {
    throw tokenNotFound("Failed to validate token", "the caller does not enforce access rules");
  }
}
