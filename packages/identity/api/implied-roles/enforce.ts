import type { RoleRecord } from "../../store/roles.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderRole, requireRole } from "../roles/index.ts";

/** The prior role of the path, and the implied one where the path names it. */
type Roles = readonly [prior: RoleRecord, implied?: RoleRecord];

/** Passes if policy allows the action on the roles of the path; 404 before that (keystone/api/roles.py, _build_enforcement_target_ref). */
export async function enforceOnPrior(exchange: Exchange, action: string): Promise<RoleRecord> {
  await exchange.caller();
  const prior = await readRole(exchange, "prior_role_id");
  await enforce(exchange, action, [prior]);
  return prior;
}

/** As {@link enforceOnPrior}, where the path names both roles. */
export async function enforceOnInference(
  exchange: Exchange,
  action: string,
): Promise<{ readonly prior: RoleRecord; readonly implied: RoleRecord }> {
  await exchange.caller();
  const prior = await readRole(exchange, "prior_role_id");
  const implied = await readRole(exchange, "implied_role_id");
  await enforce(exchange, action, [prior, implied]);
  return { prior, implied };
}

function readRole({ identity, request }: Exchange, parameter: string): Promise<RoleRecord> {
  return requireRole(identity.database.query, request.pathParameters[parameter] ?? "");
}

async function enforce(exchange: Exchange, action: string, [prior, implied]: Roles): Promise<void> {
  const target = { prior_role: renderRole(prior), ...(implied ? { implied_role: renderRole(implied) } : {}) };
  await exchange.enforce(action, { target });
}
