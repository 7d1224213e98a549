import { withoutInitiator } from "../../audit/index.ts";
import { deleteCredential } from "../../store/credentials.ts";
import { noContent, type Route } from "../http/route.ts";
import { enforceOnEc2Credential } from "./access.ts";

/** `DELETE /v3/users/{user_id}/credentials/OS-EC2/{credential_id}`; the ID is the access key (keystone/api/users.py). */
export const deleteEc2Credential: Route = {
  method: "DELETE",
  path: "/v3/users/{user_id}/credentials/OS-EC2/{credential_id}",
  async handle(exchange) {
    const credential = await enforceOnEc2Credential(exchange, "identity:ec2_delete_credential");
    await deleteCredential(exchange.identity.database.query, credential.id);
    await exchange.notify("credential", "deleted", credential.id, withoutInitiator);
    return noContent;
  },
};
