import { listCredentials } from "../../store/credentials.ts";
import { ok, type Route } from "../http/route.ts";
import { refuseDelegatedForEc2, requirePathUser } from "./access.ts";
import { renderEc2Credential } from "./render.ts";

/** `GET /v3/users/{user_id}/credentials/OS-EC2` (keystone/api/users.py, UserOSEC2CredentialsResourceListCreate.get). */
export const listEc2Credentials: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/credentials/OS-EC2",
  async handle(exchange) {
    const caller = await exchange.enforce("identity:ec2_list_credentials");
    refuseDelegatedForEc2(caller);
    const userId = await requirePathUser(exchange);
    const credentials = await listCredentials(exchange.identity.database.query, { userId, type: "ec2" });
    return ok({
      credentials: credentials.map((credential) => renderEc2Credential(exchange, credential)),
      links: { next: null, self: exchange.links.self, previous: null },
    });
  },
};
