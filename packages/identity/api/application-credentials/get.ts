import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { enforceOnApplicationCredential } from "./access.ts";
import { renderApplicationCredential } from "./render.ts";

/** `GET /v3/users/{user_id}/application_credentials/{application_credential_id}` (keystone/api/users.py). */
export const getApplicationCredentialRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/application_credentials/{application_credential_id}",
  async handle(exchange) {
    const found = await enforceOnApplicationCredential(exchange, "identity:get_application_credential");
    const rendered = await renderApplicationCredential(exchange, found.require());
    return ok({ application_credential: withSelfLink(exchange, rendered, ["application_credentials"]) });
  },
};
