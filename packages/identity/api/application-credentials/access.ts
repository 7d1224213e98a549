import { isDelegatedOrTrust } from "../../auth/delegation.ts";
import { badRequest, forbidden, forbiddenAction, type KeystoneError, notFound } from "../../errors/index.ts";
import { type ApplicationCredentialRecord, getApplicationCredential } from "../../store/application-credentials.ts";
import type { Caller } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";

/** 400 of this resource's own making (keystone/exception.py, ApplicationCredentialValidationError). */
export function invalidApplicationCredential(detail: string): KeystoneError {
  return badRequest(`Invalid application credential: ${detail}`);
}

/**
 * Keeps tokens of trusts, OAuth 1 and EC2 away: what they made would outlive them. Those of application credentials pass here
 * (keystone/api/users.py, _block_delegated_token_app_creds).
 */
export function refuseDelegatedForApplicationCredentials({ model }: Caller): void {
  if (model.payload.methods.includes("application_credential")) return;
  if (isDelegatedOrTrust(model)) {
    throw forbidden("Cannot manage application credentials with a token issued via delegation.");
  }
}

/** An application credential makes or deletes others only if it is unrestricted (_check_unrestricted_application_credential). */
export function refuseRestricted({ model }: Caller): void {
  if (!model.payload.methods.includes("application_credential") || model.applicationCredential?.unrestricted) return;
  throw forbiddenAction("Using method 'application_credential' is not allowed for managing additional application credentials.");
}

/**
 * The application credential of the path, for a caller who may do `action` with it. Policy sees its true owner in the place of
 * the user in the path, or anybody could name themselves there (keystone/api/users.py, _update_request_user_id_attribute).
 */
export async function enforceOnApplicationCredential(
  exchange: Exchange,
  action: string,
): Promise<{ readonly caller: Caller; require(): ApplicationCredentialRecord }> {
  await exchange.caller();
  const id = exchange.request.pathParameters.application_credential_id ?? "";
  const found = await getApplicationCredential(exchange.identity.database.query, id);
  const owner = found && { user_id: found.userId };
  const caller = await exchange.enforce(action, owner ? { path: owner, target: owner } : {});
  refuseDelegatedForApplicationCredentials(caller);
  return {
    caller,
    require() {
      if (!found) throw notFound("application credential", id);
      return found;
    },
  };
}
