import { Secret } from "@multisite/kernel/secret";
import { KeystoneError, unauthorized } from "../../errors/index.ts";
import { toldPasswordCheck } from "../../passwords/check.ts";
import { lookupUser } from "../lookup.ts";
import type { AuthMethod } from "../types.ts";
import { isUserEnabled } from "./user-enabled.ts";

/** User name or ID, and password (keystone/auth/plugins/password.py). */
export const passwordMethod: AuthMethod = {
  name: "password",
  async authenticate(payload, { identity, trail }) {
    const given = (payload.user as { password?: unknown } | null | undefined)?.password;
    const password = typeof given === "string" ? new Secret(given) : undefined;
    const user = await lookupUser(identity.database.query, payload, "password", trail).catch(async (thrown: unknown) => {
      // An unknown or disabled domain takes as long to refuse as a wrong password.
      if (thrown instanceof KeystoneError && thrown.status === 401) await identity.passwords.spendTime(password);
      throw thrown;
    });
    if (!user) {
      await identity.passwords.spendTime(password);
      throw unauthorized("no such user");
    }
    trail.userId = user.id;
    trail.userName = user.name;
    if (!(await isUserEnabled(identity, user))) {
      await identity.passwords.spendTime(password);
      throw unauthorized("the user is disabled");
    }
    await toldPasswordCheck(
      () => identity.passwords.authenticate(user, password),
      (check) => {
        trail.passwordCheck = check;
      },
    );
    return { userId: user.id };
  },
};
