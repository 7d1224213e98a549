import type { Clock } from "@multisite/kernel/clock";
import { type Random, urlSafeText } from "@multisite/kernel/random";
import type { IdentityConfig } from "../config/index.ts";
import { KeystoneError, siteIsolated } from "../errors/index.ts";
import type { Isolation } from "../star/host/isolation.ts";
import type { TokenContents, TokenFormat } from "../tokens/index.ts";
import { kindOf } from "../tokens/index.ts";
import type { Answer, AnswerSource, ValidationVariant, Validator, ValidToken } from "../validation/index.ts";

/** What a login asks to be put into a token. */
export interface TokenRequest {
  readonly userId: string;
  readonly methods: readonly string[];
  readonly projectId?: string;
  readonly domainId?: string;
  readonly system?: string;
  readonly trustId?: string;
  readonly accessTokenId?: string;
  readonly applicationCredentialId?: string;
  /** Of the token that is exchanged; the default is now plus `[token] expiration`. */
  readonly expiresAtMs?: number;
  /** First audit ID of the chain that this token continues. */
  readonly parentAuditId?: string;
}

/** A new token with what it means. */
export interface IssuedToken extends ValidToken {
  readonly token: string;
}

/** Issues and validates tokens; see {@link createTokenService}. */
export interface TokenService {
  issue(request: TokenRequest): Promise<IssuedToken>;
  /** Through the cache of finished answers. */
  validate(token: string, variant: ValidationVariant): Promise<Answer>;
  /** The cached answer if it still stands, without asking the database. */
  peek(token: string, variant: ValidationVariant): Answer | undefined;
  hasRoleOnProject(userId: string, projectId: string): Promise<boolean>;
  /** Of a token that this service could have made; whether it is any good is not looked at. */
  auditIdOf(token: string): string | undefined;
  /** Of such a token: whom it is of. */
  userIdOf(token: string): string | undefined;
}

export interface TokenServiceDependencies {
  readonly config: IdentityConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly format: TokenFormat;
  readonly validator: Validator;
  readonly answers: AnswerSource;
  readonly isolation: Isolation | undefined;
}

const SECOND_MS = 1000;

/** keystone/token/provider.py, issue_token and validate_token. */
export function createTokenService({
  config,
  clock,
  random,
  format,
  validator,
  answers,
  isolation,
}: TokenServiceDependencies): TokenService {
  return {
    auditIdOf(token) {
      const opened = format.open(token);
      return opened.ok ? opened.payload.auditIds[0] : undefined;
    },
    userIdOf(token) {
      const opened = format.open(token);
      return opened.ok ? opened.payload.userId : undefined;
    },
    async issue(request) {
      const { expiresAtMs, parentAuditId, ...scope } = request;
      const nowMs = Math.floor(clock.nowMs() / SECOND_MS) * SECOND_MS;
      const auditId = urlSafeText(random, 16);
      const requested: TokenContents = {
        ...scope,
        issuedAtMs: nowMs,
        expiresAtMs: expiresAtMs ?? nowMs + config.token.expiration * SECOND_MS,
        auditIds: parentAuditId === undefined ? [auditId] : [auditId, parentAuditId],
      };
      const evaluated = await validator.evaluate({ ...requested, kind: kindOf(requested) });
      const alone = isolation?.refusedAfter(evaluated.model);
      if (alone !== undefined) throw siteIsolated(403, alone);
      // A delegation that ends earlier takes its tokens with it (CVE-2022-2447).
      const contents = { ...requested, expiresAtMs: Math.floor(evaluated.model.expiresAtMs / SECOND_MS) * SECOND_MS };
      const payload = { ...contents, kind: evaluated.model.payload.kind };
      return { ...evaluated, model: { ...evaluated.model, payload }, token: format.seal(contents) };
    },
    async validate(token, variant) {
      const answer = await answers.validate(token, variant);
      const alone = isolation?.refusedAfter(answer.model);
      if (alone !== undefined) throw siteIsolated(404, alone);
      return answer;
    },
    peek(token, variant) {
      const answer = answers.peek(token, variant);
      return answer && isolation?.refusedAfter(answer.model) !== undefined ? undefined : answer;
    },
    async hasRoleOnProject(userId, projectId) {
      const nowMs = clock.nowMs();
      const contents = { userId, projectId, methods: [], issuedAtMs: nowMs, expiresAtMs: nowMs, auditIds: [] };
      return validator.evaluate({ ...contents, kind: "project" }).then(
        () => true,
        (thrown: unknown) => {
          // That the database cannot be asked does not mean that there is no role.
          if (thrown instanceof KeystoneError && thrown.status < 500) return false;
          throw thrown;
        },
      );
    },
  };
}
