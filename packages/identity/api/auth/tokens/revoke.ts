import { recordRevocation } from "../../../store/revocation-events.ts";
import { noContent, type Route } from "../../http/route.ts";
import { enforceOnSubject } from "./validate.ts";

/** `DELETE /v3/auth/tokens` (keystone/api/auth.py, AuthTokenResource.delete). */
export const revokeToken: Route = {
  method: "DELETE",
  path: "/v3/auth/tokens",
  async handle(exchange) {
    const subject = await enforceOnSubject(exchange, "identity:revoke_token");
    const auditId = subject.model.payload.auditIds[0];
    await recordRevocation(exchange.identity, exchange.identity.database.query, auditId === undefined ? {} : { auditId });
    return noContent;
  },
};
