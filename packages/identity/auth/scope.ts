import { missingAttribute, unauthorized } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { lookupDomain, lookupProject } from "./lookup.ts";
import { getTrustForScope } from "./trust-scope.ts";

/** What a token is to be good for. `implicit` asks for the user's default project, if there is one. */
export type Scope =
  | { readonly kind: "implicit" }
  | { readonly kind: "unscoped" }
  | { readonly kind: "system" }
  | { readonly kind: "project"; readonly projectId: string }
  | { readonly kind: "domain"; readonly domainId: string }
  | { readonly kind: "trust"; readonly trustId: string; readonly projectId: string | undefined };

const SCOPES = ["system", "project", "domain", "OS-TRUST:trust", "unscoped"] as const;

/** Reads `auth.scope` and looks up what it names (keystone/auth/core.py, _validate_and_normalize_scope_data). */
export async function resolveScope(queries: Queries, auth: Readonly<Record<string, unknown>>): Promise<Scope> {
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
      return resolveTrust(queries, scope["OS-TRUST:trust"]);
  }
}

async function resolveTrust(queries: Queries, reference: unknown): Promise<Scope> {
  const id = typeof reference === "object" && reference !== null ? (reference as Record<string, unknown>).id : undefined;
  if (typeof id !== "string" || id === "") throw missingAttribute("trust_id", "trust");
  const trust = await getTrustForScope(queries, id);
  if (!trust) throw unauthorized(`no trust ${id}`);
  if (trust.projectId === null) return { kind: "trust", trustId: id, projectId: undefined };
  const project = await lookupProject(queries, { id: trust.projectId });
  return { kind: "trust", trustId: id, projectId: project.id };
}
