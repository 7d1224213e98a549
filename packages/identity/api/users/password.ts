import { Secret } from "@multisite/kernel/secret";
import { resolveId } from "../../auth/rate-limit/index.ts";
import type { PasswordCheck } from "../../auth/types.ts";
import { KeystoneError } from "../../errors/index.ts";
import { changeOwnPassword } from "../../passwords/index.ts";
import { initiatorOf } from "../http/exchange.ts";
import { noContent, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { passwordChange } from "./schema.ts";
import { userIdOf } from "./target.ts";

/**
 * `POST /v3/users/{user_id}/password`: no token is needed, the original password is the proof
 * (keystone/api/users.py, UserChangePasswordResource.post). It counts as a login in the limits on logins.
 */
export const changePasswordRoute: Route = {
  method: "POST",
  path: "/v3/users/{user_id}/password",
  async handle(exchange) {
    const { identity, request } = exchange;
    const userId = userIdOf(exchange);
    const { user: given = {} } = request.body;
    validateSchema(passwordChange, given);
    identity.loginLimits.takeAddress(request.address);
    if (identity.loginLimits.limitsUsers) identity.loginLimits.takeUser(await resolveId(identity.database.query, userId));
    const { original_password: original, password } = given as { original_password: string; password: string };
    // For the audit only, and before the change ends the caller's own tokens.
    if (request.headers["x-auth-token"] !== undefined) await exchange.caller().catch(() => {});
    const initiator = initiatorOf(request, await exchange.knownCaller());
    const change = {
      userId,
      original: new Secret(original),
      next: new Secret(password),
      tell: ({ outcome, reason }: PasswordCheck, userName: string | undefined) =>
        identity.audit.record({
          resourceType: "user",
          operation: "authenticate",
          resourceId: userId,
          outcome,
          reason,
          initiator: { ...initiator, userId, userName },
        }),
    };
    await changeOwnPassword(identity, change).catch(async (thrown: unknown) => {
      if (thrown instanceof KeystoneError && thrown.status < 500) {
        // The public text: it says which rule the new password breaks, and nothing of a wrong original one.
        const reason = { text: thrown.message, status: thrown.status };
        // Keystone tells of a broken rule, and calls that a success with a reason.
        const notification = thrown.status === 400 ? ({ outcome: "success" } as const) : null;
        await exchange.notify("user", "updated", userId, { outcome: "failure", reason, notification });
      }
      throw thrown;
    });
    await exchange.notify("user", "updated", userId);
    return noContent;
  },
};
