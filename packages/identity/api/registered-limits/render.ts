import type { RegisteredLimitRecord } from "../../store/registered-limits.ts";

/** keystone/limit/backends/sql.py, RegisteredLimitModel.to_dict. */
export function renderRegisteredLimit(limit: RegisteredLimitRecord) {
  return {
    id: limit.id,
    service_id: limit.serviceId,
    region_id: limit.regionId,
    resource_name: limit.resourceName,
    default_limit: limit.defaultLimit,
    description: limit.description,
  };
}
