import type { AuditReason, UnknownUser } from "../audit/types.ts";
import type { Identity } from "../identity.ts";

/** The `auth.identity.<method>` part of a login, not yet checked. */
export type MethodPayload = Readonly<Record<string, unknown>>;

/** What every method may need of the request around it. */
export interface LoginAttempt {
  readonly identity: Identity;
  /** The whole `auth` object: the token method looks at the requested scope. */
  readonly auth: Readonly<Record<string, unknown>>;
  readonly request: LoginRequest;
  /** For the audit. */
  readonly trail: LoginTrail;
}

/** Whom a login turned out to be about; a method says so as soon as it knows, so that a failure can be told of the right user. */
export interface LoginTrail {
  userId?: string;
  userName?: string;
  /** Whom the login named, when there is no such user. */
  unknownUser?: UnknownUser;
  /** How the check of the password ended, whatever became of the login then. */
  passwordCheck?: PasswordCheck;
}

/** What Keystone tells of the check of a password: why it failed only where the account is locked or the password expired. */
export interface PasswordCheck {
  readonly outcome: "success" | "failure";
  readonly reason?: AuditReason | undefined;
}

/** The parts of an HTTP request that authentication looks at. */
export interface LoginRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Client address, after trusted proxies. */
  readonly address: string;
  readonly requestId?: string;
  readonly globalRequestId?: string | undefined;
}

/**
 * What a method found out. The methods of one login must agree on every field; of the expiries the earliest counts
 * (keystone/auth/core.py, AuthContext).
 */
export interface MethodOutcome {
  readonly userId: string;
  /** Methods that this one stands for besides itself, such as those of the token that is exchanged. */
  readonly methodNames?: readonly string[];
  readonly expiresAtMs?: number;
  /** First audit ID of the chain that the new token continues. */
  readonly auditId?: string;
  readonly projectId?: string;
  readonly accessTokenId?: string;
  readonly applicationCredentialId?: string;
}

/** One authentication method; `auth/methods/index.ts` lists them. */
export interface AuthMethod {
  readonly name: string;
  /** Throws a KeystoneError (401 for anything that must stay vague) when the proof does not hold. */
  authenticate(payload: MethodPayload, attempt: LoginAttempt): Promise<MethodOutcome>;
}
