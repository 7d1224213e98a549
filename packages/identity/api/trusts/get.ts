import { ok, type Route } from "../http/route.ts";
import { enforceOnTrust } from "./access.ts";
import { renderTrust } from "./render.ts";

/** `GET /v3/OS-TRUST/trusts/{trust_id}` (keystone/api/trusts.py, TrustResource._get_trust). */
export const getTrustRoute: Route = {
  method: "GET",
  path: "/v3/OS-TRUST/trusts/{trust_id}",
  async handle(exchange) {
    const trust = await enforceOnTrust(exchange, "identity:get_trust");
    return ok({ trust: await renderTrust(exchange, trust) });
  },
};
