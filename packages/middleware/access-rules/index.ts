import type { TokenBody } from "@multisite/openstack/identity";
import type { RequestFacts } from "../validator/types.ts";
import { matchesPathPattern } from "./path-pattern.ts";

/**
 * Why the access rules of an application credential's token forbid the request; undefined when they do not, or when the token has
 * none (keystonemiddleware/auth_token/__init__.py, validate_allowed_request).
 */
export function accessRulesRefusal(token: TokenBody, request: RequestFacts, serviceType: string | undefined): string | undefined {
  const rules = token.application_credential?.access_rules;
  if (rules === undefined) return undefined;
  if (serviceType === undefined) return "the token has access rules, but this service does not know its own type";
  const validatesToken = request.method === "GET" && request.path.endsWith("/v3/auth/tokens");
  if (serviceType === "identity" && validatesToken) return undefined;
  const inCatalog = token.catalog?.some((service) => service.type === serviceType) ?? false;
  if (!inCatalog) return `the token has access rules, but the catalog has no service of type ${serviceType}`;
  // A service passes on a request that was allowed where it came in.
  if (request.fromService === true) return undefined;
  const allowed = rules.some(
    (rule) => rule.method === request.method && rule.service === serviceType && matchesPathPattern(request.path, rule.path),
  );
  return allowed ? undefined : `the token's access rules do not allow ${request.method} ${request.path}`;
}
