import { missingAttribute } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import type { IssuedToken } from "../../token-service/index.ts";
import { requireMfa } from "../mfa/index.ts";
import { methodsOfReceipt } from "../receipts/index.ts";
import { resolveScope, type Scope } from "../scope.ts";
import type { LoginRequest, LoginTrail } from "../types.ts";
import { auditedLogin } from "./audit.ts";
import { applyDefaultScope } from "./default-scope.ts";
import { limitRate } from "./limit-rate.ts";
import { runMethods } from "./run-methods.ts";
import { validateAuth } from "./schema.ts";

/**
 * A login, from the `auth` object of the request to the token, in Keystone's order
 * (keystone/api/_shared/authentication.py, authenticate_for_token).
 */
export async function login(identity: Identity, auth: unknown, request: LoginRequest): Promise<IssuedToken> {
  if (auth === undefined) throw missingAttribute("auth", "request body");
  validateAuth(auth);
  const trail: LoginTrail = {};
  return auditedLogin(identity, request, trail, async () => {
    await limitRate(identity, auth, request);
    const requestedScope = await resolveScope(identity.database.query, auth);
    const outcome = await runMethods({ identity, auth, request, trail });
    trail.userId = outcome.userId;
    const scope = await applyDefaultScope(identity, requestedScope, outcome.userId);
    const earlier = methodsOfReceipt(identity, request.headers["openstack-auth-receipt"], outcome.userId);
    const methods = [...new Set([...outcome.methodNames, ...earlier])];
    await requireMfa(identity, outcome.userId, methods);
    return identity.tokens.issue({
      userId: outcome.userId,
      methods,
      ...contentsOf(scope),
      ...(outcome.expiresAtMs === undefined ? {} : { expiresAtMs: outcome.expiresAtMs }),
      ...(outcome.auditId === undefined ? {} : { parentAuditId: outcome.auditId }),
    });
  });
}

/** The scope as a token's payload carries it. */
function contentsOf(scope: Scope): { projectId?: string; domainId?: string; system?: string; trustId?: string } {
  switch (scope.kind) {
    case "project":
      return { projectId: scope.projectId };
    case "domain":
      return { domainId: scope.domainId };
    case "system":
      return { system: "all" };
    case "trust":
      return { trustId: scope.trustId, ...(scope.projectId === undefined ? {} : { projectId: scope.projectId }) };
    default:
      return {};
  }
}
