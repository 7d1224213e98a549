import type { TokenModel } from "../validation/index.ts";

/**
 * Methods that authenticate a user in person. A token made by any other one is delegated, and so is one whose methods are
 * unknown: what nobody has reviewed must not pass (keystone/api/_shared/delegation.py).
 */
const PRIMARY_METHODS = new Set(["external", "kerberos", "mapped", "openid", "password", "saml2", "token", "totp", "x509"]);

/** Whether a token came from a delegated credential, which must not make further credentials or tokens. */
export function isDelegated(model: TokenModel): boolean {
  return model.payload.methods.length === 0 || model.payload.methods.some((method) => !PRIMARY_METHODS.has(method));
}

/** The same, and also true for a token of a trust: that is a scope, whose methods are those of the trustee's login. */
export function isDelegatedOrTrust(model: TokenModel): boolean {
  return model.trust !== undefined || isDelegated(model);
}
