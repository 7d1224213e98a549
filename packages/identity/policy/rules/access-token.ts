import { ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/access_token.py */
export const accessTokenRules: readonly PolicyRule[] = [
  {
    name: "identity:authorize_request_token",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "PUT", path: "/v3/OS-OAUTH1/authorize/{request_token_id}" }],
  },
  {
    name: "identity:get_access_token",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}" }],
  },
  {
    name: "identity:get_access_token_role",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}" }],
  },
  {
    name: "identity:list_access_tokens",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens" }],
  },
  {
    name: "identity:list_access_token_roles",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles" }],
  },
  {
    name: "identity:delete_access_token",
    check: ADMIN_REQUIRED,
    scopeTypes: ["project"],
    operations: [{ method: "DELETE", path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}" }],
  },
];
