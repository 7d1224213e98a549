import { ADMIN_OR_OWNER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

const ADMIN_OR_READER_OR_PROJECT = [
  "(rule:admin_required)",
  "(role:reader and system_scope:all)",
  "(role:reader and domain_id:%(target.project.domain_id)s)",
  "project_id:%(target.project.id)s",
].join(" or ");
const DEPRECATED_ADMIN_OR_PROJECT = "rule:admin_required or project_id:%(target.project.id)s";

/** keystone/common/policies/project.py */
export const projectRules: readonly PolicyRule[] = [
  {
    name: "identity:get_project",
    check: [
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.project.domain_id)s)",
      "project_id:%(target.project.id)s",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "GET", path: "/v3/projects/{project_id}" }],
    deprecated: { name: "identity:get_project", check: DEPRECATED_ADMIN_OR_PROJECT },
  },
  {
    name: "identity:list_projects",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.domain_id)s)",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "GET", path: "/v3/projects" }],
    deprecated: { name: "identity:list_projects", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_user_projects",
    check: [
      "(rule:admin_required)",
      "(role:reader and system_scope:all)",
      "(role:reader and domain_id:%(target.user.domain_id)s)",
      "user_id:%(target.user.id)s",
    ].join(" or "),
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "GET", path: "/v3/users/{user_id}/projects" }],
    deprecated: { name: "identity:list_user_projects", check: ADMIN_OR_OWNER },
  },
  {
    name: "identity:create_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "POST", path: "/v3/projects" }],
    deprecated: { name: "identity:create_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PATCH", path: "/v3/projects/{project_id}" }],
    deprecated: { name: "identity:update_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/projects/{project_id}" }],
    deprecated: { name: "identity:delete_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_project_tags",
    check: ADMIN_OR_READER_OR_PROJECT,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/projects/{project_id}/tags" },
      { method: "HEAD", path: "/v3/projects/{project_id}/tags" },
    ],
    deprecated: { name: "identity:list_project_tags", check: DEPRECATED_ADMIN_OR_PROJECT },
  },
  {
    name: "identity:get_project_tag",
    check: ADMIN_OR_READER_OR_PROJECT,
    scopeTypes: ["system", "domain", "project"],
    operations: [
      { method: "GET", path: "/v3/projects/{project_id}/tags/{value}" },
      { method: "HEAD", path: "/v3/projects/{project_id}/tags/{value}" },
    ],
    deprecated: { name: "identity:get_project_tag", check: DEPRECATED_ADMIN_OR_PROJECT },
  },
  {
    name: "identity:update_project_tags",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PUT", path: "/v3/projects/{project_id}/tags" }],
    deprecated: { name: "identity:update_project_tags", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_project_tag",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "PUT", path: "/v3/projects/{project_id}/tags/{value}" }],
    deprecated: { name: "identity:create_project_tag", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_project_tags",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/projects/{project_id}/tags" }],
    deprecated: { name: "identity:delete_project_tags", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_project_tag",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "domain", "project"],
    operations: [{ method: "DELETE", path: "/v3/projects/{project_id}/tags/{value}" }],
    deprecated: { name: "identity:delete_project_tag", check: ADMIN_REQUIRED },
  },
];
