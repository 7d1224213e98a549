import type { Route } from "../http/route.ts";
import { createAccessTokenRoute } from "./access-token.ts";
import { accessTokenRoleRoutes } from "./access-token-roles.ts";
import { authorizeRoute } from "./authorize.ts";
import { consumerRoutes } from "./consumers.ts";
import { createRequestTokenRoute } from "./request-token.ts";
import { userAccessTokenRoutes } from "./user-access-tokens.ts";

/** `/v3/OS-OAUTH1`, and a user's access tokens (keystone/api/os_oauth1.py, keystone/api/users.py). */
export const oauth1Routes: readonly Route[] = [
  ...consumerRoutes,
  createRequestTokenRoute,
  authorizeRoute,
  createAccessTokenRoute,
  ...userAccessTokenRoutes,
  ...accessTokenRoleRoutes,
];
