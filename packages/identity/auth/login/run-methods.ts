import { authMethodNotSupported, missingAttribute, unauthorized } from "../../errors/index.ts";
import type { Identity } from "../../identity.ts";
import { authMethods } from "../methods/index.ts";
import type { AuthMethod, LoginAttempt, MethodOutcome, MethodPayload } from "../types.ts";

/** What all methods of a login agree on. */
export interface LoginOutcome extends MethodOutcome {
  readonly methodNames: readonly string[];
}

/** Runs every method that the request names, in its order, and reconciles what they found (keystone/auth/core.py). */
export async function runMethods(attempt: LoginAttempt, methods: readonly AuthMethod[]): Promise<LoginOutcome> {
  const identityPart = attempt.auth.identity as Record<string, unknown>;
  let outcome: LoginOutcome | undefined;
  for (const method of methods) {
    const found = await method.authenticate(identityPart[method.name] as MethodPayload, attempt);
    outcome = reconcile(outcome, found, method.name);
  }
  if (!outcome) throw unauthorized("no authentication method found a user");
  return outcome;
}

/**
 * The methods that a request names: 400 when the part of one is missing, 401 for one that is not on
 * (keystone/auth/core.py, _validate_auth_methods).
 */
export function chooseMethods(identity: Identity, auth: Readonly<Record<string, unknown>>): AuthMethod[] {
  const identityPart = auth.identity as Record<string, unknown>;
  const names = [...new Set(identityPart.methods as string[])];
  for (const name of names) {
    if (!(name in identityPart)) throw missingAttribute(name, "identity");
  }
  return names.map((name) => chooseMethod(name, identity.config.auth.methods));
}

function chooseMethod(name: string, enabled: readonly string[]): AuthMethod {
  const method = enabled.includes(name) ? authMethods.find((candidate) => candidate.name === name) : undefined;
  if (!method) throw authMethodNotSupported(enabled);
  return method;
}

/** Methods that name different users or scopes refute one another; of the expiries the earliest counts. */
function reconcile(known: LoginOutcome | undefined, found: MethodOutcome, methodName: string): LoginOutcome {
  const methodNames = [...new Set([methodName, ...(known?.methodNames ?? []), ...(found.methodNames ?? [])])];
  if (!known) return { ...found, methodNames };
  for (const field of ["userId", "projectId", "accessTokenId"] as const) {
    if (known[field] !== undefined && found[field] !== undefined && known[field] !== found[field]) {
      throw unauthorized(`methods disagree on ${field}`);
    }
  }
  const expiries = [known.expiresAtMs, found.expiresAtMs].filter((expiry) => expiry !== undefined);
  return { ...known, ...found, methodNames, ...(expiries.length > 0 ? { expiresAtMs: Math.min(...expiries) } : {}) };
}
