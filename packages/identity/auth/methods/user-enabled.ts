import type { Identity } from "../../identity.ts";
import { getUserOptions, type UserRecord } from "../../store/users.ts";

/** Whether a user may log in at all, by any method (keystone/identity/core.py, assert_user_enabled). */
export async function isUserEnabled(identity: Identity, user: UserRecord): Promise<boolean> {
  return identity.passwords.isEnabled(user, await getUserOptions(identity.database.query, user.id));
}
