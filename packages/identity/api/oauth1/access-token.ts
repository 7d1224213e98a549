import { uuidHex } from "@multisite/kernel/random";
import { notFoundText, unauthorized } from "../../errors/index.ts";
import { checkAccessTokenRequest, verifyOauthSignature } from "../../oauth1/index.ts";
import { exchangeRequestToken, getConsumer, getRequestToken } from "../../store/oauth1.ts";
import type { Route } from "../http/route.ts";
import { expiryAfter, readSigned, requireOauthField, requireUnexpired, tokenForm } from "./signed.ts";

/**
 * `POST /v3/OS-OAUTH1/access_token`, signed by the consumer with an authorized request token, which is used up by it
 * (keystone/api/os_oauth1.py, AccessTokenResource).
 */
export const createAccessTokenRoute: Route = {
  method: "POST",
  path: "/v3/OS-OAUTH1/access_token",
  async handle(exchange) {
    const { clock, config, database, random } = exchange.identity;
    const consumerId = requireOauthField(exchange, "oauth_consumer_key");
    const requestTokenId = requireOauthField(exchange, "oauth_token");
    const verifier = requireOauthField(exchange, "oauth_verifier");
    const requestToken = await getRequestToken(database.query, requestTokenId);
    if (!requestToken) throw notFoundText("Request token not found");
    requireUnexpired(exchange, requestToken.expiresAt);
    const request = readSigned(exchange, checkAccessTokenRequest);
    const consumer = await getConsumer(database.query, consumerId);
    if (!consumer) throw unauthorized("Provided consumer does not exist.");
    if (requestToken.consumerId !== consumerId) throw unauthorized("Provided consumer key does not match stored consumer key.");
    const isSigned = verifyOauthSignature(request, { consumerSecret: consumer.secret, tokenSecret: requestToken.secret });
    if (!isSigned) throw unauthorized("Invalid signature");
    if (requestToken.verifier !== verifier) throw unauthorized("Provided verifier does not match stored verifier");
    if (requestToken.authorizingUserId === null) throw unauthorized("Request Token does not have an authorizing user id.");
    const token = {
      id: uuidHex(random),
      secret: uuidHex(random),
      consumerId,
      projectId: requestToken.projectId,
      authorizingUserId: requestToken.authorizingUserId,
      roleIds: requestToken.roleIds ?? [],
      expiresAt: expiryAfter(clock.nowMs(), config.oauth1.access_token_duration),
    };
    const isFirst = await database.transaction((queries) => exchangeRequestToken(queries, requestTokenId, token));
    if (!isFirst) throw notFoundText("Request token not found");
    await exchange.notify("OS-OAUTH1:access_token", "created", token.id);
    return tokenForm(token);
  },
};
