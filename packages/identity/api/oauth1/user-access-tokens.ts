import { isDelegatedOrTrust } from "../../auth/delegation.ts";
import { forbidden, notFoundText, unauthorized } from "../../errors/index.ts";
import { type AccessTokenRecord, deleteAccessToken, getAccessToken, listAccessTokens } from "../../store/oauth1.ts";
import type { Caller } from "../http/caller.ts";
import type { Exchange } from "../http/exchange.ts";
import { noContent, ok, type Route } from "../http/route.ts";

const COLLECTION = "/v3/users/{user_id}/OS-OAUTH1/access_tokens";
const MEMBER = "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}";

/** keystone/api/users.py, _block_delegated_token. */
function refuseDelegated({ model }: Caller): void {
  if (isDelegatedOrTrust(model)) throw forbidden("Cannot manage OAuth access tokens with a token issued via delegation.");
}

/** The access token of the path, whoever authorized it; 404. */
export async function requireAccessToken(exchange: Exchange): Promise<AccessTokenRecord> {
  const id = exchange.request.pathParameters.access_token_id ?? "";
  const token = await getAccessToken(exchange.identity.database.query, id);
  if (!token) throw notFoundText("Access token not found");
  return token;
}

/** Whether the user in the path authorized the token. */
export const isOfPathUser = (exchange: Exchange, token: AccessTokenRecord): boolean =>
  token.authorizingUserId === exchange.request.pathParameters.user_id;

/** An access token without secret and roles (keystone/api/users.py, _format_token_entity). */
function renderAccessToken(exchange: Exchange, token: AccessTokenRecord): object {
  const path = ["users", token.authorizingUserId, "OS-OAUTH1", "access_tokens", token.id];
  return {
    id: token.id,
    authorizing_user_id: token.authorizingUserId,
    project_id: token.projectId,
    consumer_id: token.consumerId,
    expires_at: token.expiresAt,
    links: { roles: exchange.links.to(...path, "roles"), self: exchange.links.to(...path) },
  };
}

/** keystone/api/users.py, OAuth1ListAccessTokensResource. */
const listRoute: Route = {
  method: "GET",
  path: COLLECTION,
  async handle(exchange) {
    refuseDelegated(await exchange.enforce("identity:list_access_tokens"));
    const tokens = await listAccessTokens(exchange.identity.database.query, exchange.request.pathParameters.user_id ?? "");
    return ok({
      access_tokens: tokens.map((token) => renderAccessToken(exchange, token)),
      links: { next: null, self: exchange.links.self, previous: null },
    });
  },
};

/** keystone/api/users.py, OAuth1AccessTokenCRUDResource.get. */
const getRoute: Route = {
  method: "GET",
  path: MEMBER,
  async handle(exchange) {
    refuseDelegated(await exchange.enforce("identity:get_access_token"));
    const token = await requireAccessToken(exchange);
    if (!isOfPathUser(exchange, token)) throw notFoundText("Access token not found");
    return ok({ access_token: renderAccessToken(exchange, token) });
  },
};

/**
 * keystone/api/users.py, OAuth1AccessTokenCRUDResource.delete: it asks for the rule of EC2 credentials, and operators may have
 * written their policy to that.
 */
const deleteRoute: Route = {
  method: "DELETE",
  path: MEMBER,
  async handle(exchange) {
    refuseDelegated(await exchange.enforce("identity:ec2_delete_credential"));
    const token = await requireAccessToken(exchange);
    if (!isOfPathUser(exchange, token)) throw unauthorized("User IDs do not match");
    await deleteAccessToken(exchange.identity.database.query, token.id);
    await exchange.notify("OS-OAUTH1:access_token", "deleted", token.id);
    return noContent;
  },
};

export const userAccessTokenRoutes: readonly Route[] = [listRoute, getRoute, deleteRoute];
