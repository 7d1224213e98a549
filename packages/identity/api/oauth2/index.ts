import { login } from "../../auth/login/index.ts";
import { KeystoneError } from "../../errors/index.ts";
import type { Exchange } from "../http/exchange.ts";
import { ok, type Route } from "../http/route.ts";
import { readClient } from "./client.ts";
import { oauth2Error } from "./errors.ts";

const PATH = "/v3/OS-OAUTH2/token";

/** `POST /v3/OS-OAUTH2/token`: a token for an application credential (keystone/api/os_oauth2.py, AccessTokenResource.post). */
const issueOAuth2Token: Route = {
  method: "POST",
  path: PATH,
  async handle(exchange) {
    const { identity, links, request } = exchange;
    const client = readClient(exchange);
    const grantType = request.body.grant_type;
    if (grantType === undefined) {
      throw oauth2Error(exchange, 400, "invalid_request", "The parameter grant_type is required.");
    }
    if (grantType !== "client_credentials") {
      const description = `The parameter grant_type ${grantType} is not supported.`;
      throw oauth2Error(exchange, 400, "unsupported_grant_type", description);
    }
    const credential = { id: client.id, secret: client.secret.reveal() };
    const auth = { identity: { methods: ["application_credential"], application_credential: credential } };
    const { method, headers, address, requestId, globalRequestId } = request;
    const issued = await login(identity, auth, { method, url: links.self, headers, address, requestId, globalRequestId }).catch(
      (thrown) => {
        throw translate(exchange, thrown);
      },
    );
    return ok({ access_token: issued.token, token_type: "Bearer", expires_in: identity.config.token.expiration });
  },
};

function translate(exchange: Exchange, thrown: unknown): unknown {
  if (!(thrown instanceof KeystoneError) || thrown.status >= 500) return thrown;
  if (thrown.status === 401) return oauth2Error(exchange, 401, "invalid_client", thrown.message);
  if (thrown.status === 400) return oauth2Error(exchange, 400, "invalid_request", thrown.message);
  const description = "An unknown error occurred and failed to get an OAuth2.0 access token.";
  return oauth2Error(exchange, thrown.status, "other_error", description);
}

/** The other methods are refused in the same form. */
const refusingRoutes: readonly Route[] = (["GET", "PUT", "PATCH", "DELETE"] as const).map((method) => ({
  method,
  path: PATH,
  async handle(exchange) {
    throw oauth2Error(exchange, 405, "other_error", "The method is not allowed for the requested URL.");
  },
}));

export const oauth2Routes: readonly Route[] = [issueOAuth2Token, ...refusingRoutes];
