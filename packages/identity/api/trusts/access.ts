import { isDelegated } from "../../auth/delegation.ts";
import { forbiddenAction } from "../../errors/index.ts";
import type { TrustRecord } from "../../store/trusts.ts";
import { getUsableTrust } from "../../trusts/index.ts";
import type { Caller } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";
import { trustFields } from "./render.ts";

/**
 * Keeps delegated tokens away from trusts. A trust's own token passes, because passing a trust on is what it may be for; an
 * insecure setting lets application credentials pass (keystone/api/trusts.py, _check_delegated_token).
 */
export function refuseDelegatedForTrusts(exchange: Exchange, { model }: Caller): void {
  if (!isDelegated(model)) return;
  const { allow_insecure_application_credential_trust_escalation: exempt } = exchange.identity.config.security_compliance;
  if (exempt && model.payload.methods.includes("application_credential")) return;
  throw forbiddenAction("Delegated tokens cannot manage trusts.");
}

/**
 * The trust of the path, for a caller who may do `action` with it. A missing trust is 404 before policy is asked
 * (keystone/api/trusts.py, _build_trust_target_enforcement).
 */
export async function enforceOnTrust(exchange: Exchange, action: string): Promise<TrustRecord> {
  const { identity, request } = exchange;
  let trust: TrustRecord | undefined;
  const target = async (): Promise<object> => {
    trust = await getUsableTrust(identity, identity.database.query, request.pathParameters.trust_id ?? "");
    return { trust: trustFields(trust) };
  };
  const caller = await exchange.enforce(action, { target });
  refuseDelegatedForTrusts(exchange, caller);
  return trust as unknown as TrustRecord;
}
