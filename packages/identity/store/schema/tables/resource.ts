import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface ProjectTable {
  id: string;
  name: string;
  extra: string | null;
  description: string | null;
  enabled: number | null;
  domain_id: string;
  parent_id: string | null;
  is_domain: Generated<number>;
}

export interface ProjectOptionTable {
  project_id: string;
  option_id: string;
  option_value: string | null;
}

export interface ProjectTagTable {
  project_id: string;
  name: string;
}

export interface ConfigRegisterTable {
  type: string;
  domain_id: string;
}

export interface SensitiveConfigTable {
  domain_id: string;
  group: string;
  option: string;
  value: string;
}

export interface WhitelistedConfigTable {
  domain_id: string;
  group: string;
  option: string;
  value: string;
}

export interface LimitTable {
  id: string;
  project_id: string | null;
  resource_limit: number;
  description: string | null;
  internal_id: Generated<number>;
  registered_limit_id: string | null;
  domain_id: string | null;
}

export interface RegisteredLimitTable {
  id: string;
  service_id: string | null;
  region_id: string | null;
  resource_name: string | null;
  default_limit: number;
  description: string | null;
  internal_id: Generated<number>;
}
