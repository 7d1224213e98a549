import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface RegionTable {
  id: string;
  description: string;
  parent_region_id: string | null;
  extra: string | null;
}

export interface ServiceTable {
  id: string;
  type: string | null;
  enabled: Generated<number>;
  extra: string | null;
}

export interface EndpointTable {
  id: string;
  legacy_endpoint_id: string | null;
  interface: string;
  service_id: string;
  url: string;
  extra: string | null;
  enabled: Generated<number>;
  region_id: string | null;
}

export interface EndpointGroupTable {
  id: string;
  name: string;
  description: string | null;
  filters: string;
}

export interface ProjectEndpointTable {
  endpoint_id: string;
  project_id: string;
}

export interface ProjectEndpointGroupTable {
  endpoint_group_id: string;
  project_id: string;
}

export interface PolicyTable {
  id: string;
  type: string;
  blob: string;
  extra: string | null;
}

export interface PolicyAssociationTable {
  id: string;
  policy_id: string;
  endpoint_id: string | null;
  service_id: string | null;
  region_id: string | null;
}
