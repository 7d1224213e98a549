import type { LimitRecord } from "../../store/limits.ts";

/** keystone/limit/backends/sql.py, LimitModel.to_dict. */
export function renderLimit(limit: LimitRecord) {
  return {
    id: limit.id,
    project_id: limit.projectId,
    domain_id: limit.domainId,
    resource_limit: limit.resourceLimit,
    description: limit.description,
    service_id: limit.serviceId,
    region_id: limit.regionId,
    resource_name: limit.resourceName,
  };
}
