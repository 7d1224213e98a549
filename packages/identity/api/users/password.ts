import { Secret } from "@multisite/kernel/secret";
import { KeystoneError } from "../../errors/index.ts";
import { changeOwnPassword } from "../../passwords/index.ts";
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
    identity.loginLimits.takeUser(userId);
    const { original_password: original, password } = given as { original_password: string; password: string };
    await changeOwnPassword(identity, userId, new Secret(original), new Secret(password)).catch(async (thrown: unknown) => {
      if (thrown instanceof KeystoneError && thrown.status < 500) {
        // The public text: it says which rule the new password breaks, and nothing of a wrong original one.
        const reason = { text: thrown.message, status: thrown.status };
        await exchange.notify("user", "updated", userId, { outcome: "failure", reason });
      }
      throw thrown;
    });
    await exchange.notify("user", "updated", userId);
    return noContent;
  },
};
