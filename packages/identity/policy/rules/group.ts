import { ADMIN_OR_OWNER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER = [
  "(rule:admin_required)",
  "(role:reader and system_scope:all)",
  "(role:reader and domain_id:%(target.group.domain_id)s)",
].join(" or ");

/** keystone/common/policies/group.py */
export const groupRules: readonly PolicyRule[] = [
  {
    name: "identity:get_group",
    check: ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/groups/{group_id}" },
      { method: "HEAD", path: "/v3/groups/{group_id}" },
    ],
    deprecated: { name: "identity:get_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_groups",
    check: ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/groups" },
      { method: "HEAD", path: "/v3/groups" },
    ],
    deprecated: { name: "identity:list_groups", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_groups_for_user",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.user.domain_id)s)",
      "user_id:%(user_id)s",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/users/{user_id}/groups" },
      { method: "HEAD", path: "/v3/users/{user_id}/groups" },
    ],
    deprecated: { name: "identity:list_groups_for_user", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:create_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "POST", path: "/v3/groups" }],
    deprecated: { name: "identity:create_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PATCH", path: "/v3/groups/{group_id}" }],
    deprecated: { name: "identity:update_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/groups/{group_id}" }],
    deprecated: { name: "identity:delete_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_users_in_group",
    check: ADMIN_OR_SYSTEM_READER_OR_DOMAIN_READER,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/groups/{group_id}/users" },
      { method: "HEAD", path: "/v3/groups/{group_id}/users" },
    ],
    deprecated: { name: "identity:list_users_in_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:remove_user_from_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/groups/{group_id}/users/{user_id}" }],
    deprecated: { name: "identity:remove_user_from_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_user_in_group",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "HEAD", path: "/v3/groups/{group_id}/users/{user_id}" },
      { method: "GET", path: "/v3/groups/{group_id}/users/{user_id}" },
    ],
    deprecated: { name: "identity:check_user_in_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:add_user_to_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PUT", path: "/v3/groups/{group_id}/users/{user_id}" }],
    deprecated: { name: "identity:add_user_to_group", check: ADMIN_REQUIRED },
  },
];
