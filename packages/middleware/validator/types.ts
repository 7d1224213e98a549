import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { Transport } from "@multisite/kernel/transport";
import type { Credentials, TokenBody } from "@multisite/openstack/identity";
import type { BudgetSettings, EndpointAddress } from "../endpoints/index.ts";

/** How tokens are validated; see {@link createTokenValidator}. */
export interface TokenValidatorOptions {
  /**
   * Identity endpoints with their version (`http://identity.one:5000/v3`). Of plain URLs the first is the own site's, which is asked
   * while it answers; the others are asked when it fails, the nearest first.
   */
  readonly endpoints: readonly (string | EndpointAddress)[];
  /** The service's own user, who must be allowed to validate tokens. */
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly transport: Transport;
  /** The service's type in the catalog, such as `compute`; without it, tokens with access rules are refused. */
  readonly serviceType?: string;
  /**
   * How long a good answer may be used again; a revoked token stays accepted for as long. Default 0: every token is asked for.
   * keystonemiddleware's `token_cache_time` is 300 s by default.
   */
  readonly cacheTtlMs?: number;
  /** Most good answers that are kept. Default 1000. */
  readonly cacheEntries?: number;
  /** Longest wait for one endpoint. Default 5000. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for an answer over all endpoints. Default 15000. */
  readonly deadlineMs?: number;
  /** Calls to other sites. Default: 1000 a second, 2000 at once. */
  readonly budget?: BudgetSettings;
  /** Whether the token's catalog is asked for and told in `X-Service-Catalog`. Default true, as with keystonemiddleware. */
  readonly includeCatalog?: boolean;
}

/** The request that a token came with, as far as the decision depends on it. */
export interface RequestFacts {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  /** Whether a service passes on a user's request (`X-Service-Token`); access rules then do not apply. */
  readonly fromService?: boolean;
}

export interface ValidateOptions {
  /** Without it, access rules are not looked at: pass it wherever a request is there. */
  readonly request?: RequestFacts;
  /** Accept a token that expired lately, for a request that a service passes on. */
  readonly allowExpired?: boolean;
}

/** Who the token's bearer is, or why the token is no good (for the log, not for the bearer). */
export type Validation =
  | {
      readonly valid: true;
      readonly token: TokenBody;
      readonly user: TokenBody["user"];
      readonly project: TokenBody["project"];
      readonly roles: readonly string[];
    }
  | { readonly valid: false; readonly reason: string };

/** Asks identity services whether a token is good. */
export interface TokenValidator {
  /**
   * @throws MultisiteError `middleware.*` when nobody can say: the request must then be refused with 503, not with 401
   */
  validate(token: Secret, options?: ValidateOptions): Promise<Validation>;
}
