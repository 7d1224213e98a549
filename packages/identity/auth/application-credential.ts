import { Secret } from "@multisite/kernel/secret";
import { missingAttribute, notFound, unauthorized } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import {
  type ApplicationCredentialRecord,
  getApplicationCredential,
  listApplicationCredentials,
} from "../store/application-credentials.ts";
import { lookupUser } from "./lookup.ts";
import type { LoginTrail, MethodPayload } from "./types.ts";

/**
 * The application credential that a login names by ID, or by name and user. An unknown ID is 404, as in Keystone; an unknown
 * name or user is 401 after the time of a verification, so that names cannot be guessed (keystone/auth/core.py,
 * _lookup_app_cred).
 */
export async function lookupApplicationCredential(
  identity: Identity,
  payload: MethodPayload,
  trail: LoginTrail,
): Promise<ApplicationCredentialRecord> {
  const queries = identity.database.query;
  if (payload.id) {
    const found = await getApplicationCredential(queries, String(payload.id));
    if (!found) throw notFound("application credential", String(payload.id));
    return found;
  }
  if (!payload.name) throw missingAttribute("name or ID", "application credential");
  const user = await lookupUser(queries, payload, "application credential", trail);
  const [found] = user ? await listApplicationCredentials(queries, user.id, String(payload.name)) : [];
  if (!found) {
    await identity.passwords.spendTime(secretOf(payload));
    throw unauthorized(`Could not find application credential: ${String(payload.name)}`);
  }
  return found;
}

/** The secret that a login gives. */
export function secretOf(payload: MethodPayload): Secret | undefined {
  return typeof payload.secret === "string" ? new Secret(payload.secret) : undefined;
}
