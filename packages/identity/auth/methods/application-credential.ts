import { Secret } from "@multisite/kernel/secret";
import { unauthorized } from "../../errors/index.ts";
import { getUser } from "../../store/users.ts";
import { lookupApplicationCredential, secretOf } from "../application-credential.ts";
import { lookupDomain } from "../lookup.ts";
import type { AuthMethod } from "../types.ts";
import { isUserEnabled } from "./user-enabled.ts";

/**
 * ID, or name and user, of an application credential, and its secret. The user is always the credential's owner, whoever the
 * payload names besides the ID (keystone/auth/plugins/application_credential.py; plugins/core.py, AppCredInfo).
 */
export const applicationCredentialMethod: AuthMethod = {
  name: "application_credential",
  async authenticate(payload, { identity, trail }) {
    const credential = await lookupApplicationCredential(identity, payload, trail);
    trail.userId = credential.userId;
    const user = await getUser(identity.database.query, credential.userId);
    if (!user) throw unauthorized(`no user ${credential.userId}`);
    trail.userName = user.name;
    await lookupDomain(identity.database.query, { id: user.domainId });
    if (!(await isUserEnabled(identity, user))) throw unauthorized("the user is disabled");
    const matches = await identity.passwords.matches(secretOf(payload) ?? new Secret(""), credential.secretHash);
    if (!matches || secretOf(payload) === undefined) throw unauthorized("Invalid application credential ID or secret");
    if (credential.expiresAtMs !== null && identity.clock.nowMs() >= credential.expiresAtMs) {
      throw unauthorized("the application credential is expired");
    }
    return { userId: user.id, applicationCredentialId: credential.id };
  },
};
