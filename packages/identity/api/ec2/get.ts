import { ok, type Route } from "../http/route.ts";
import { enforceOnEc2Credential } from "./access.ts";
import { renderEc2Credential } from "./render.ts";

/** `GET /v3/users/{user_id}/credentials/OS-EC2/{credential_id}`; the ID is the access key (keystone/api/users.py). */
export const getEc2Credential: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/credentials/OS-EC2/{credential_id}",
  async handle(exchange) {
    const credential = await enforceOnEc2Credential(exchange, "identity:ec2_get_credential");
    return ok({ credential: renderEc2Credential(exchange, credential) });
  },
};
