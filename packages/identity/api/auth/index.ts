import type { Route } from "../http/route.ts";
import { issueToken } from "./tokens/issue.ts";
import { revokeToken } from "./tokens/revoke.ts";
import { validateToken } from "./tokens/validate.ts";

/** Routes below `/v3/auth` (keystone/api/auth.py). */
export const authRoutes: readonly Route[] = [validateToken, issueToken, revokeToken];
