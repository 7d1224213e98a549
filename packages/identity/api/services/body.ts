import type { ServiceRecord } from "../../store/services.ts";
import { unknownAttributes } from "../http/attributes.ts";

/** A service as answers show it; `links` may be among the attributes that Keystone does not know. */
export interface ServiceBody {
  readonly id: string;
  readonly links?: object;
  readonly [attribute: string]: unknown;
}

/** What a body says of a service. */
export function readService(body: Readonly<Record<string, unknown>>): Partial<Omit<ServiceRecord, "id">> {
  return {
    ...("type" in body ? { type: body.type as string } : {}),
    ...("enabled" in body ? { enabled: body.enabled as boolean } : {}),
    extra: unknownAttributes(body, ["type", "enabled"]),
  };
}

/** keystone/catalog/backends/sql.py, Service. */
export function renderService(service: ServiceRecord): ServiceBody {
  return { ...service.extra, id: service.id, type: service.type, enabled: service.enabled };
}
