import { login } from "../../auth/login/index.ts";
import { badRequest, forbidden, notFound, unauthorized } from "../../errors/index.ts";
import { getIdentityProvider } from "../../store/federation.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Route } from "../http/route.ts";
import { requireProtocol } from "./protocols.ts";

// Logins of federated users, as a Keystone answers them that no authenticating web server stands in front of.

const PROTOCOL = "identity_providers/{idp_id}/protocols/{protocol_id}";

/** keystone/api/os_federation.py, OSFederationAuthResource; keystone/auth/plugins/mapped.py, handle_unscoped_token. */
async function refuseLogin(exchange: Exchange): Promise<never> {
  const { identity, links, request } = exchange;
  const { idp_id: providerId = "", protocol_id: protocolId = "" } = request.pathParameters;
  if (protocolId !== "mapped" || !identity.config.auth.methods.includes("mapped")) {
    const payload = { identity_provider: providerId, protocol: protocolId };
    const { method, headers, address, requestId, globalRequestId } = request;
    const loginRequest = { method, url: links.self, headers, address, requestId, globalRequestId };
    await login(identity, { identity: { methods: [protocolId], [protocolId]: payload } }, loginRequest);
    throw unauthorized("no federated login goes by another method");
  }
  const provider = await getIdentityProvider(identity.database.query, providerId);
  if (!provider) throw notFound("identity provider", providerId);
  if (!provider.enabled) throw forbidden(`Identity Provider ${providerId} is disabled`);
  await requireProtocol(exchange);
  throw unauthorized("no web server has vouched for a user");
}

/** keystone/api/auth.py, AuthFederationWebSSOResource: nothing tells the identity provider. */
async function refuseWebSso(): Promise<never> {
  throw unauthorized("Missing entity ID from environment");
}

/** keystone/api/auth.py, AuthFederationWebSSOIDPsResource: no dashboard is trusted. */
async function refuseWebSsoOfProvider({ request }: Exchange): Promise<never> {
  const origin = request.query.get("origin");
  if (!origin) throw badRequest("Request must have an origin query parameter");
  throw unauthorized(`${origin} is not a trusted dashboard host`);
}

export const federatedLoginRoutes: readonly Route[] = (["GET", "POST"] as const).flatMap((method): Route[] => [
  { method, path: `/v3/OS-FEDERATION/${PROTOCOL}/auth`, handle: refuseLogin },
  { method, path: "/v3/auth/OS-FEDERATION/websso/{protocol_id}", handle: refuseWebSso },
  { method, path: `/v3/auth/OS-FEDERATION/${PROTOCOL}/websso`, handle: refuseWebSsoOfProvider },
]);
