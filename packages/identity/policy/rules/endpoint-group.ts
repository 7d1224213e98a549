import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/endpoint_group.py */
export const endpointGroupRules: readonly PolicyRule[] = [
  {
    name: "identity:create_endpoint_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/OS-EP-FILTER/endpoint_groups" }],
    deprecated: { name: "identity:create_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoint_groups",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/endpoint_groups" }],
    deprecated: { name: "identity:list_endpoint_groups", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_endpoint_group",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}" },
      { method: "HEAD", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}" },
    ],
    deprecated: { name: "identity:get_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_endpoint_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}" }],
    deprecated: { name: "identity:update_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_endpoint_group",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}" }],
    deprecated: { name: "identity:delete_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_projects_associated_with_endpoint_group",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects" }],
    deprecated: { name: "identity:list_projects_associated_with_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoints_associated_with_endpoint_group",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints" }],
    deprecated: { name: "identity:list_endpoints_associated_with_endpoint_group", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:get_endpoint_group_in_project",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}" },
      { method: "HEAD", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}" },
    ],
    deprecated: { name: "identity:get_endpoint_group_in_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoint_groups_for_project",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoint_groups" }],
    deprecated: { name: "identity:list_endpoint_groups_for_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:add_endpoint_group_to_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}" }],
    deprecated: { name: "identity:add_endpoint_group_to_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:remove_endpoint_group_from_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}" }],
    deprecated: { name: "identity:remove_endpoint_group_from_project", check: ADMIN_REQUIRED },
  },
];
