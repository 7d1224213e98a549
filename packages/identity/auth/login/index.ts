import { KeystoneError, missingAttribute, unauthorized } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import type { IssuedToken } from "../../token-service/index.ts";
import { consumeUse } from "../../trusts/index.ts";
import { requireMfa } from "../mfa/index.ts";
import { methodsOfReceipt } from "../receipts/index.ts";
import { resolveScope, type Scope } from "../scope.ts";
import type { LoginRequest, LoginTrail } from "../types.ts";
import { auditedLogin } from "./audit.ts";
import { applyDefaultScope } from "./default-scope.ts";
import { limitRate } from "./limit-rate.ts";
import { requireWriter } from "./require-writer.ts";
import { chooseMethods, type LoginOutcome, runMethods } from "./run-methods.ts";
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
    const chosen = chooseMethods(identity, auth);
    const requestedScope = await resolveScope(identity, auth).catch(hideMissingTrust);
    if (requestedScope.kind === "trust" && requestedScope.trust.remainingUses !== null) requireWriter(identity);
    const outcome = await runMethods({ identity, auth, request, trail }, chosen);
    trail.userId = outcome.userId;
    const scope = scopeOfDelegation(outcome) ?? (await applyDefaultScope(identity, requestedScope, outcome.userId));
    const earlier = methodsOfReceipt(identity, request.headers["openstack-auth-receipt"], outcome.userId);
    const methods = [...new Set([...outcome.methodNames, ...earlier])];
    await requireMfa(identity, outcome.userId, methods);
    const contents = { userId: outcome.userId, methods, ...contentsOf(scope), ...delegationOf(outcome) };
    const issued = await identity.tokens
      .issue({
        ...contents,
        ...(outcome.expiresAtMs === undefined ? {} : { expiresAtMs: outcome.expiresAtMs }),
        ...(outcome.auditId === undefined ? {} : { parentAuditId: outcome.auditId }),
      })
      .catch(hideMissingTrust);
    if (scope.kind === "trust") await consumeUse(identity.database.query, scope.trust).catch(hideMissingTrust);
    return issued;
  });
}

/** An access token fixes the project, whatever was asked for. */
function scopeOfDelegation({ accessTokenId, projectId }: LoginOutcome): Scope | undefined {
  return accessTokenId !== undefined && projectId !== undefined ? { kind: "project", projectId } : undefined;
}

function delegationOf(outcome: LoginOutcome): { accessTokenId?: string; applicationCredentialId?: string } {
  const { accessTokenId, applicationCredentialId } = outcome;
  return {
    ...(accessTokenId === undefined ? {} : { accessTokenId }),
    ...(applicationCredentialId === undefined ? {} : { applicationCredentialId }),
  };
}

/** Who may not use a trust does not learn whether it exists. */
function hideMissingTrust(thrown: unknown): never {
  if (thrown instanceof KeystoneError && thrown.code === "identity.trust.not_found") throw unauthorized(thrown.message);
  throw thrown;
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
      return { trustId: scope.trust.id, ...(scope.trust.projectId === null ? {} : { projectId: scope.trust.projectId }) };
    default:
      return {};
  }
}
