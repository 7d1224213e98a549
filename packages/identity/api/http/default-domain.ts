import type { IdentityConfig } from "../../config/index.ts";
import type { Caller } from "./caller.ts";

/**
 * The domain of a new user, group or project whose body names none: that of a domain-scoped caller, else the default domain
 * (keystone/server/flask/common.py, _normalize_domain_id).
 */
export function domainIdOrDefault(given: unknown, caller: Caller, config: IdentityConfig): unknown {
  if (given) return given;
  return caller.credentials.domain_id ?? config.identity.default_domain_id;
}
