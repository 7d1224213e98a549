import { listApplicationCredentials } from "../../store/application-credentials.ts";
import { collectionReply, readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { refuseDelegatedForApplicationCredentials } from "./access.ts";
import { renderApplicationCredential } from "./render.ts";

const FILTERS = ["name"];

/** `GET /v3/users/{user_id}/application_credentials` (keystone/api/users.py, UserAppCredListCreateResource.get). */
export const listApplicationCredentialsRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/application_credentials",
  async handle(exchange) {
    const { identity, request } = exchange;
    const caller = await exchange.enforce("identity:list_application_credentials", { filters: FILTERS });
    refuseDelegatedForApplicationCredentials(caller);
    const credentials = await listApplicationCredentials(identity.database.query, request.pathParameters.user_id ?? "");
    const rendered = await Promise.all(credentials.map((credential) => renderApplicationCredential(exchange, credential)));
    return collectionReply(exchange, rendered, {
      name: "application_credentials",
      filters: readFilters(request.query, FILTERS),
    });
  },
};
