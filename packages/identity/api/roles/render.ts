import type { RoleRecord } from "../../store/roles.ts";

/** A role as answers and policy targets show it (keystone/assignment/role_backends/sql_model.py, RoleTable.to_dict). */
export function renderRole(role: RoleRecord) {
  return {
    ...role.extra,
    id: role.id,
    name: role.name,
    domain_id: role.domainId,
    description: role.description,
    options: role.options,
  };
}
