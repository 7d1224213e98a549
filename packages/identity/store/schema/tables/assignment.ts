import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface AssignmentTable {
  type: string;
  actor_id: string;
  target_id: string;
  role_id: string;
  inherited: number;
}

export interface SystemAssignmentTable {
  type: string;
  actor_id: string;
  target_id: string;
  role_id: string;
  inherited: number;
}

export interface RoleTable {
  id: string;
  name: string;
  extra: string | null;
  domain_id: Generated<string>;
  description: string | null;
}

export interface RoleOptionTable {
  role_id: string;
  option_id: string;
  option_value: string | null;
}

export interface ImpliedRoleTable {
  prior_role_id: string;
  implied_role_id: string;
}

export interface RevocationEventTable {
  id: Generated<number>;
  domain_id: string | null;
  project_id: string | null;
  user_id: string | null;
  role_id: string | null;
  trust_id: string | null;
  consumer_id: string | null;
  access_token_id: string | null;
  issued_before: string;
  expires_at: string | null;
  revoked_at: string;
  audit_id: string | null;
  audit_chain_id: string | null;
}

export interface TokenTable {
  id: string;
  expires: string | null;
  extra: string | null;
  valid: number;
  trust_id: string | null;
  user_id: string | null;
}

export interface AlembicVersionTable {
  version_num: string;
}
