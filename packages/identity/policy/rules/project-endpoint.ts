import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/project_endpoint.py */
export const projectEndpointRules: readonly PolicyRule[] = [
  {
    name: "identity:list_projects_for_endpoint",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/endpoints/{endpoint_id}/projects" }],
    deprecated: { name: "identity:list_projects_for_endpoint", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:add_endpoint_to_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PUT", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:add_endpoint_to_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:check_endpoint_in_project",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [
      { method: "GET", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}" },
      { method: "HEAD", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}" },
    ],
    deprecated: { name: "identity:check_endpoint_in_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_endpoints_for_project",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints" }],
    deprecated: { name: "identity:list_endpoints_for_project", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:remove_endpoint_from_project",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}" }],
    deprecated: { name: "identity:remove_endpoint_from_project", check: ADMIN_REQUIRED },
  },
];
