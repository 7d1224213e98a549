import { deleteCredential } from "../../store/credentials.ts";
import { noContent, type Route } from "../http/route.ts";
import { enforceOnCredential, refuseDelegated, requireCredential } from "./access.ts";

/** `DELETE /v3/credentials/{credential_id}` (keystone/api/credentials.py, CredentialResource.delete). */
export const deleteCredentialRoute: Route = {
  method: "DELETE",
  path: "/v3/credentials/{credential_id}",
  async handle(exchange) {
    const found = await enforceOnCredential(exchange, "identity:delete_credential");
    const credential = requireCredential(exchange, found.credential);
    await refuseDelegated(exchange, found.caller, credential.type);
    await deleteCredential(exchange.identity.database.query, credential.id);
    await exchange.notify("credential", "deleted", credential.id);
    return noContent;
  },
};
