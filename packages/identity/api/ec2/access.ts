import { isDelegatedOrTrust } from "../../auth/delegation.ts";
import { forbiddenAction, notFound, unauthorized } from "../../errors/index.ts";
import { type CredentialRecord, getCredential } from "../../store/credentials.ts";
import { getUser } from "../../store/users.ts";
import { hashAccessKey } from "../credentials/create.ts";
import { credentialTarget } from "../credentials/render.ts";
import type { Caller } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";

/** No use of this API needs a delegated token (keystone/api/users.py, _require_primary_auth_for_ec2). */
export function refuseDelegatedForEc2({ model }: Caller): void {
  if (isDelegatedOrTrust(model)) throw forbiddenAction("Delegated tokens cannot access credentials directly");
}

/** The user of the path must exist; 404. */
export async function requirePathUser(exchange: Exchange): Promise<string> {
  const userId = exchange.request.pathParameters.user_id ?? "";
  if (!(await getUser(exchange.identity.database.query, userId))) throw notFound("user", userId);
  return userId;
}

/**
 * The EC2 credential of the access key in the path, for a caller who may do `action` with it. As in Keystone an unknown key
 * is 404 for everyone, and a credential of another type 401 (keystone/api/users.py, UserOSEC2CredentialsResourceGetDelete).
 */
export async function enforceOnEc2Credential(exchange: Exchange, action: string): Promise<CredentialRecord> {
  const id = hashAccessKey(exchange.request.pathParameters.credential_id ?? "");
  let credential: CredentialRecord | undefined;
  const caller = await exchange.enforce(action, {
    target: async () => {
      credential = await getCredential(exchange.identity.database.query, id);
      if (!credential) throw notFound("credential", id);
      return { credential: credentialTarget(credential) };
    },
  });
  await requirePathUser(exchange);
  if (credential?.type !== "ec2") throw unauthorized("EC2 access key not found.");
  refuseDelegatedForEc2(caller);
  return credential;
}
