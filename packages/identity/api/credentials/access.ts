import { isDelegatedOrTrust } from "../../auth/delegation.ts";
import { forbiddenAction, KeystoneError, notFound } from "../../errors/index.ts";
import { type CredentialRecord, getCredential } from "../../store/credentials.ts";
import type { Caller } from "../http/caller.ts";
import type { EnforceOptions, Exchange } from "../http/exchange.ts";
import { credentialTarget } from "./render.ts";

/** The credential of the path; 403 before 404 for a caller without rights on it (keystone/api/credentials.py). */
export async function enforceOnCredential(
  exchange: Exchange,
  action: string,
): Promise<{ readonly caller: Caller; readonly credential: CredentialRecord | undefined }> {
  let credential: CredentialRecord | undefined;
  const target = async (): Promise<object> => {
    credential = await getCredential(exchange.identity.database.query, credentialIdOf(exchange));
    return credential ? { credential: credentialTarget(credential) } : {};
  };
  const caller = await exchange.enforce(action, { target });
  return { caller, credential };
}

export function requireCredential(exchange: Exchange, credential: CredentialRecord | undefined): CredentialRecord {
  if (!credential) throw notFound("credential", credentialIdOf(exchange));
  return credential;
}

const credentialIdOf = (exchange: Exchange): string => exchange.request.pathParameters.credential_id ?? "";

/**
 * Keeps delegated tokens away from credentials. One insecure setting lets administrators' delegated tokens at EC2 credentials
 * (keystone/api/credentials.py, _require_primary_auth).
 */
export async function refuseDelegated(exchange: Exchange, { model }: Caller, type: unknown): Promise<void> {
  if (!isDelegatedOrTrust(model)) return;
  const { allow_insecure_admin_trust_cross_project_credentials_access: exempt } = exchange.identity.config.security_compliance;
  if (exempt && String(type ?? "").toLowerCase() === "ec2" && (await isAllowed(exchange, "admin_required"))) return;
  throw forbiddenAction("Delegated tokens cannot access credentials directly");
}

/** Whether policy allows the caller an action, where Keystone leaves out of a list what it does not. */
export async function isAllowed(exchange: Exchange, action: string, options?: EnforceOptions): Promise<boolean> {
  try {
    await exchange.enforce(action, options);
    return true;
  } catch (thrown) {
    if (thrown instanceof KeystoneError && thrown.status === 403) return false;
    throw thrown;
  }
}
