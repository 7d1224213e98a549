import { forbiddenAction, missingAttribute } from "../../errors/index.ts";
import type { TokenModel } from "../../validation/index.ts";
import { isDelegated } from "../delegation.ts";
import type { AuthMethod, LoginAttempt } from "../types.ts";

/** Exchanges a token for one of another scope (keystone/auth/plugins/token.py). */
export const tokenMethod: AuthMethod = {
  name: "token",
  async authenticate(payload, attempt) {
    if (payload.id === undefined) throw missingAttribute("id", "token");
    const { model } = await attempt.identity.tokens.validate(String(payload.id), {
      windowSeconds: 0,
      accessRulesVersion: undefined,
    });
    refuseDelegatedToken(model, attempt);
    const { auditIds, expiresAtMs, methods, userId } = model.payload;
    const rootAuditId = auditIds[1] ?? auditIds[0];
    return { userId, methodNames: methods, expiresAtMs, ...(rootAuditId === undefined ? {} : { auditId: rootAuditId }) };
  },
};

/** Delegation must not be passed on by exchanging its token, or it would grow (keystone/auth/plugins/token.py, token_authenticate). */
function refuseDelegatedToken(model: TokenModel, attempt: LoginAttempt): void {
  const scope = typeof attempt.auth.scope === "object" && attempt.auth.scope !== null ? attempt.auth.scope : {};
  if (model.accessToken) {
    throw forbiddenAction("Using OAuth-scoped token to create another token. Create a new OAuth-scoped token instead");
  }
  if (model.trust) {
    throw forbiddenAction("Using trust-scoped token to create another token. Create a new trust-scoped token instead");
  }
  if (model.payload.system !== undefined && ("project" in scope || "domain" in scope)) {
    throw forbiddenAction("Using a system-scoped token to create a project-scoped or domain-scoped token is not allowed.");
  }
  if (isDelegated(model)) {
    throw forbiddenAction("Using a delegated token to create another token is not allowed.");
  }
  const scoped = model.payload.projectId !== undefined || model.payload.domainId !== undefined;
  if (scoped && !attempt.identity.config.token.allow_rescope_scoped_token) throw forbiddenAction("rescope a scoped token");
}
