import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** A domain's reader or admin acts within the own domain: on its users and groups, for its projects or the domain itself. */
const withinOwnDomain = (role: "reader" | "admin"): string =>
  [
    `(role:${role} and domain_id:%(target.user.domain_id)s and domain_id:%(target.project.domain_id)s)`,
    `(role:${role} and domain_id:%(target.user.domain_id)s and domain_id:%(target.domain.id)s)`,
    `(role:${role} and domain_id:%(target.group.domain_id)s and domain_id:%(target.project.domain_id)s)`,
    `(role:${role} and domain_id:%(target.group.domain_id)s and domain_id:%(target.domain.id)s)`,
  ].join(" or ");

/** The role is a role of the own domain, or one of no domain. */
const GRANTABLE_ROLE = "(domain_id:%(target.role.domain_id)s or None:%(target.role.domain_id)s)";

const READ_GRANT = `(rule:admin_required) or ((role:reader and system_scope:all) or (${withinOwnDomain("reader")}) and ${GRANTABLE_ROLE})`;
const LIST_GRANTS = `(rule:admin_required) or ((role:reader and system_scope:all) or ${withinOwnDomain("reader")})`;
const WRITE_GRANT = `(rule:admin_required) or (${withinOwnDomain("admin")}) and ${GRANTABLE_ROLE}`;

/** keystone/common/policies/grant.py */
export const grantRules: readonly PolicyRule[] = [
  {
    name: "identity:check_grant",
    check: READ_GRANT,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "HEAD", path: "/v3/projects/{project_id}/users/{user_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/projects/{project_id}/users/{user_id}/roles/{role_id}" },
      { method: "HEAD", path: "/v3/projects/{project_id}/groups/{group_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/projects/{project_id}/groups/{group_id}/roles/{role_id}" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/users/{user_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/domains/{domain_id}/users/{user_id}/roles/{role_id}" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/groups/{group_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/domains/{domain_id}/groups/{group_id}/roles/{role_id}" },
      { method: "HEAD", path: "/v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "GET", path: "/v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "HEAD", path: "/v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
      { method: "GET", path: "/v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
      { method: "HEAD", path: "/v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "GET", path: "/v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "HEAD", path: "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
      { method: "GET", path: "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
    ],
    deprecated: { name: "identity:check_grant", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_grants",
    check: LIST_GRANTS,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/projects/{project_id}/users/{user_id}/roles" },
      { method: "HEAD", path: "/v3/projects/{project_id}/users/{user_id}/roles" },
      { method: "GET", path: "/v3/projects/{project_id}/groups/{group_id}/roles" },
      { method: "HEAD", path: "/v3/projects/{project_id}/groups/{group_id}/roles" },
      { method: "GET", path: "/v3/domains/{domain_id}/users/{user_id}/roles" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/users/{user_id}/roles" },
      { method: "GET", path: "/v3/domains/{domain_id}/groups/{group_id}/roles" },
      { method: "HEAD", path: "/v3/domains/{domain_id}/groups/{group_id}/roles" },
      { method: "GET", path: "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects" },
      { method: "GET", path: "/v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/inherited_to_projects" },
    ],
    deprecated: { name: "identity:list_grants", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_grant",
    check: WRITE_GRANT,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "PUT", path: "/v3/projects/{project_id}/users/{user_id}/roles/{role_id}" },
      { method: "PUT", path: "/v3/projects/{project_id}/groups/{group_id}/roles/{role_id}" },
      { method: "PUT", path: "/v3/domains/{domain_id}/users/{user_id}/roles/{role_id}" },
      { method: "PUT", path: "/v3/domains/{domain_id}/groups/{group_id}/roles/{role_id}" },
      { method: "PUT", path: "/v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "PUT", path: "/v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
      { method: "PUT", path: "/v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "PUT", path: "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
    ],
    deprecated: { name: "identity:create_grant", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:revoke_grant",
    check: WRITE_GRANT,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "DELETE", path: "/v3/projects/{project_id}/users/{user_id}/roles/{role_id}" },
      { method: "DELETE", path: "/v3/projects/{project_id}/groups/{group_id}/roles/{role_id}" },
      { method: "DELETE", path: "/v3/domains/{domain_id}/users/{user_id}/roles/{role_id}" },
      { method: "DELETE", path: "/v3/domains/{domain_id}/groups/{group_id}/roles/{role_id}" },
      { method: "DELETE", path: "/v3/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "DELETE", path: "/v3/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
      { method: "DELETE", path: "/v3/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects" },
      { method: "DELETE", path: "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects" },
    ],
    deprecated: { name: "identity:revoke_grant", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_system_grants_for_user",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "HEAD", path: "/v3/system/users/{user_id}/roles" },
      { method: "GET", path: "/v3/system/users/{user_id}/roles" },
    ],
    deprecated: { name: "identity:list_system_grants_for_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_system_grant_for_user",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "HEAD", path: "/v3/system/users/{user_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/system/users/{user_id}/roles/{role_id}" },
    ],
    deprecated: { name: "identity:check_system_grant_for_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_system_grant_for_user",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/system/users/{user_id}/roles/{role_id}" }],
    deprecated: { name: "identity:create_system_grant_for_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:revoke_system_grant_for_user",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/system/users/{user_id}/roles/{role_id}" }],
    deprecated: { name: "identity:revoke_system_grant_for_user", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_system_grants_for_group",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "HEAD", path: "/v3/system/groups/{group_id}/roles" },
      { method: "GET", path: "/v3/system/groups/{group_id}/roles" },
    ],
    deprecated: { name: "identity:list_system_grants_for_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_system_grant_for_group",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "HEAD", path: "/v3/system/groups/{group_id}/roles/{role_id}" },
      { method: "GET", path: "/v3/system/groups/{group_id}/roles/{role_id}" },
    ],
    deprecated: { name: "identity:check_system_grant_for_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_system_grant_for_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/system/groups/{group_id}/roles/{role_id}" }],
    deprecated: { name: "identity:create_system_grant_for_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:revoke_system_grant_for_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/system/groups/{group_id}/roles/{role_id}" }],
    deprecated: { name: "identity:revoke_system_grant_for_group", check: ADMIN_REQUIRED },
  },
];
