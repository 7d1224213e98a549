import type { TokenPayload } from "../tokens/index.ts";

/** A user as a token shows them. */
export interface TokenUser {
  readonly id: string;
  readonly name: string;
  readonly domain: NamedReference;
  /** ISO time, or null when the password does not expire. */
  readonly passwordExpiresAt: string | null;
}

export interface NamedReference {
  readonly id: string;
  readonly name: string;
}

export interface TokenProject extends NamedReference {
  readonly domain: NamedReference;
  readonly isDomain: boolean;
}

export interface TokenTrust {
  readonly id: string;
  readonly trustor: TokenUser;
  readonly trusteeUserId: string;
  readonly impersonation: boolean;
}

/** An access rule of an application credential, as the token tells it to keystonemiddleware. */
export interface TokenAccessRule {
  readonly id: string;
  readonly service: string | null;
  readonly path: string | null;
  readonly method: string | null;
}

export interface TokenApplicationCredential extends NamedReference {
  readonly unrestricted: boolean;
  /** Undefined when the credential was made without any list of rules. */
  readonly accessRules: readonly TokenAccessRule[] | undefined;
}

/** A token with everything that the data says of it now (keystone/models/token_model.py, TokenModel). */
export interface TokenModel {
  readonly payload: TokenPayload;
  readonly user: TokenUser;
  /** With a trust they have more fields than ID and name. */
  readonly roles: readonly NamedReference[];
  readonly project?: TokenProject;
  readonly domain?: NamedReference;
  readonly trust?: TokenTrust;
  readonly accessToken?: { readonly id: string; readonly consumerId: string };
  readonly applicationCredential?: TokenApplicationCredential;
  /** Null outside a project scope. */
  readonly catalogProjectId: string | null;
  /** Endpoint and endpoint-group associations of the project (OS-EP-FILTER). */
  readonly endpointFilter: EndpointFilter;
  /** Until when everything that this was derived from stands by itself. */
  readonly expiresAtMs: number;
  /**
   * When a delegation ends the token before its time, or for good: with its trust a token is gone, also where expired tokens
   * are allowed. Infinite for other tokens.
   */
  readonly delegationEndsAtMs: number;
}

export interface EndpointFilter {
  readonly endpointIds: readonly string[];
  readonly endpointGroupIds: readonly string[];
}
