import type { Random } from "@multisite/kernel/random";
import { isDelegatedOrTrust } from "../../auth/delegation.ts";
import { listProjectRoles, type RoleReference, resolveRoleIds } from "../../delegated-roles/index.ts";
import { forbidden, notFoundText, unauthorized } from "../../errors/index.ts";
import { VERIFIER_CHARACTERS, VERIFIER_LENGTH } from "../../oauth1/index.ts";
import { authorizeRequestToken, getRequestToken } from "../../store/oauth1.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { roleReferences } from "../trusts/schema.ts";
import { requireUnexpired } from "./signed.ts";

/** `PUT /v3/OS-OAUTH1/authorize/{request_token_id}` (keystone/api/os_oauth1.py, AuthorizeResource). */
export const authorizeRoute: Route = {
  method: "PUT",
  path: "/v3/OS-OAUTH1/authorize/{request_token_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const queries = identity.database.query;
    const { model } = await exchange.enforce("identity:authorize_request_token");
    const roles = request.body.roles ?? [];
    validateSchema(roleReferences, roles);
    if (isDelegatedOrTrust(model)) throw forbidden("Cannot authorize a request token with a token issued via delegation.");
    const token = await getRequestToken(queries, request.pathParameters.request_token_id ?? "");
    if (!token) throw notFoundText("Request token not found");
    requireUnexpired(exchange, token.expiresAt);
    const roleIds = [...new Set(await resolveRoleIds(queries, roles as readonly RoleReference[]))];
    const userId = model.payload.userId;
    const held = await listProjectRoles(identity, userId, token.projectId);
    if (!roleIds.every((roleId) => held.effective.has(roleId))) {
      throw unauthorized("authorizing user does not have role required");
    }
    const verifier = createVerifier(identity.random);
    await authorizeRequestToken(queries, token.id, { userId, verifier, roleIds });
    return ok({ token: { oauth_verifier: verifier } });
  },
};

/** Different characters that a person can read out (keystone/oauth1/backends/sql.py, authorize_request_token). */
function createVerifier(random: Random): string {
  const verifier = new Set<string>();
  while (verifier.size < VERIFIER_LENGTH) {
    // The remainders of 256 would favour the first characters.
    const index = random.bytes(1)[0] ?? 0;
    const limit = 256 - (256 % VERIFIER_CHARACTERS.length);
    if (index < limit) verifier.add(VERIFIER_CHARACTERS[index % VERIFIER_CHARACTERS.length] ?? "");
  }
  return [...verifier].join("");
}
