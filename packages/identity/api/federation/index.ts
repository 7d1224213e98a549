import type { Route } from "../http/route.ts";
import { identityProviderRoutes } from "./identity-providers.ts";
import { federatedLoginRoutes } from "./login.ts";
import { mappingRoutes } from "./mappings.ts";
import { protocolRoutes } from "./protocols.ts";
import { samlRoutes } from "./saml.ts";
import { serviceProviderRoutes } from "./service-providers.ts";

/** Federation, which this service shows where a Keystone has it, and does not take part in (keystone/api/os_federation.py). */
export const federationRoutes: readonly Route[] = [
  ...identityProviderRoutes,
  ...protocolRoutes,
  ...mappingRoutes,
  ...serviceProviderRoutes,
  ...samlRoutes,
  ...federatedLoginRoutes,
];
