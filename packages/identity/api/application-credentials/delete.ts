import { notFound } from "../../errors/index.ts";
import { deleteApplicationCredential } from "../../store/application-credentials.ts";
import { noContent, type Route } from "../http/route.ts";
import { enforceOnApplicationCredential, refuseRestricted } from "./access.ts";

/** `DELETE /v3/users/{user_id}/application_credentials/{application_credential_id}` (keystone/api/users.py). */
export const deleteApplicationCredentialRoute: Route = {
  method: "DELETE",
  path: "/v3/users/{user_id}/application_credentials/{application_credential_id}",
  async handle(exchange) {
    const found = await enforceOnApplicationCredential(exchange, "identity:delete_application_credential");
    refuseRestricted(found.caller);
    const { id } = found.require();
    const isDeleted = await exchange.identity.database.transaction((queries) => deleteApplicationCredential(queries, id));
    if (!isDeleted) throw notFound("application credential", id);
    await exchange.notify("application_credential", "deleted", id);
    return noContent;
  },
};
