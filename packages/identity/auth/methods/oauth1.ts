import { missingAttribute, notFoundText, unauthorized } from "../../errors/index.ts";
import { checkMandatory, isFault, parseAuthorizationHeader, readOauthRequest, verifyOauthSignature } from "../../oauth1/index.ts";
import { getAccessToken, getConsumer } from "../../store/oauth1.ts";
import type { AuthMethod } from "../types.ts";

/**
 * A request signed with an OAuth 1 access token (keystone/auth/plugins/oauth1.py). A missing header is 400, where
 * Keystone has an error 500. A consumer signs only with tokens of its own, which Keystone does not look at.
 */
export const oauth1Method: AuthMethod = {
  name: "oauth1",
  async authenticate(_payload, { identity, request: { headers, url }, trail }) {
    const authorization = headers.authorization;
    if (authorization === undefined) throw missingAttribute("Authorization", "request headers");
    const accessTokenId = parseAuthorizationHeader(authorization)?.get("oauth_token");
    if (!accessTokenId) throw missingAttribute("oauth_token", "request");
    const token = await getAccessToken(identity.database.query, accessTokenId);
    if (!token) throw notFoundText("Access token not found");
    trail.userId = token.authorizingUserId;
    if (token.expiresAt !== null && identity.clock.nowMs() > Date.parse(token.expiresAt)) {
      throw unauthorized("Access token is expired");
    }
    const request = readOauthRequest({ httpMethod: "POST", url: url.split("?")[0] ?? url, authorization });
    if (isFault(request)) throw unauthorized(request.description);
    const fault = checkMandatory(request, identity.clock.nowMs());
    if (fault) throw unauthorized(fault.description);
    const consumer = await getConsumer(identity.database.query, request.fields.get("oauth_consumer_key") ?? "");
    if (consumer?.id !== token.consumerId) throw unauthorized("the consumer is not that of the access token");
    if (!verifyOauthSignature(request, { consumerSecret: consumer.secret, tokenSecret: token.secret })) {
      throw unauthorized("Could not validate the access token");
    }
    return { userId: token.authorizingUserId, accessTokenId, projectId: token.projectId };
  },
};
