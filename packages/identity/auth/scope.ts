import { authPluginError, missingAttribute, unauthorized } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import type { TrustRecord } from "../store/trusts.ts";
import { getUsableTrust } from "../trusts/index.ts";
import { lookupApplicationCredential } from "./application-credential.ts";
import { lookupDomain, lookupProject } from "./lookup.ts";
import type { MethodPayload } from "./types.ts";

/** What a token is to be good for. `implicit` asks for the user's default project, if there is one. */
export type Scope =
  | { readonly kind: "implicit" }
  | { readonly kind: "unscoped" }
  | { readonly kind: "system" }
  | { readonly kind: "project"; readonly projectId: string }
  | { readonly kind: "domain"; readonly domainId: string }
  | { readonly kind: "trust"; readonly trust: TrustRecord };

const SCOPES = ["system", "project", "domain", "OS-TRUST:trust", "unscoped"] as const;

/**
 * Reads `auth.scope` and looks up what it names. An application credential brings its own scope and forbids to ask for one
 * (keystone/auth/core.py, _validate_and_normalize_scope_data).
 */
export async function resolveScope(identity: Identity, auth: Readonly<Record<string, unknown>>): Promise<Scope> {
  const queries = identity.database.query;
  const methods = auth.identity as { methods: readonly string[]; application_credential?: MethodPayload };
  if (methods.methods.includes("application_credential")) {
    if ("scope" in auth) {
      throw authPluginError("Error authenticating with application credential: Application credentials cannot request a scope.");
    }
    const { projectId } = await lookupApplicationCredential(identity, methods.application_credential ?? {}, {});
    if (projectId === null) throw unauthorized("the application credential has no project");
    return { kind: "project", projectId };
  }
  if (!("scope" in auth)) return { kind: "implicit" };
  // The schema also lets a text through, as `"scope": "unscoped"`; a test for a name inside it is what Python's `in` does.
  const scope = typeof auth.scope === "string" ? { [auth.scope]: {} } : (auth.scope as Record<string, unknown>);
  const named = SCOPES.filter((name) => name in scope);
  if (named.length !== 1) throw missingAttribute("system, project, domain, OS-TRUST:trust or unscoped", "scope");
  switch (named[0]) {
    case "system":
      return { kind: "system" };
    case "unscoped":
      return { kind: "unscoped" };
    case "project":
      return { kind: "project", projectId: (await lookupProject(queries, scope.project)).id };
    case "domain":
      return { kind: "domain", domainId: (await lookupDomain(queries, scope.domain)).id };
    default:
      return resolveTrust(identity, scope["OS-TRUST:trust"]);
  }
}

async function resolveTrust(identity: Identity, reference: unknown): Promise<Scope> {
  const id = typeof reference === "object" && reference !== null ? (reference as Record<string, unknown>).id : undefined;
  if (typeof id !== "string" || id === "") throw missingAttribute("trust_id", "trust");
  const trust = await getUsableTrust(identity, identity.database.query, id);
  if (trust.projectId !== null) await lookupProject(identity.database.query, { id: trust.projectId });
  return { kind: "trust", trust };
}
