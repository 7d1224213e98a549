import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface UserTable {
  id: string;
  extra: string | null;
  enabled: number | null;
  default_project_id: string | null;
  created_at: string | null;
  last_active_at: string | null;
  domain_id: string;
}

export interface UserOptionTable {
  user_id: string;
  option_id: string;
  option_value: string | null;
}

export interface UserGroupMembershipTable {
  user_id: string;
  group_id: string;
}

export interface ExpiringUserGroupMembershipTable {
  user_id: string;
  group_id: string;
  idp_id: string;
  last_verified: string;
}

export interface GroupTable {
  id: string;
  domain_id: string;
  name: string;
  description: string | null;
  extra: string | null;
}

export interface LocalUserTable {
  id: Generated<number>;
  user_id: string;
  domain_id: string;
  name: string;
  failed_auth_count: number | null;
  failed_auth_at: string | null;
}

export interface NonlocalUserTable {
  domain_id: string;
  name: string;
  user_id: string;
}

export interface FederatedUserTable {
  id: Generated<number>;
  user_id: string;
  idp_id: string;
  protocol_id: string;
  unique_id: string;
  display_name: string | null;
}

export interface PasswordTable {
  id: Generated<number>;
  local_user_id: number;
  expires_at: string | null;
  self_service: Generated<number>;
  password_hash: string | null;
  created_at_int: Generated<number>;
  expires_at_int: number | null;
  created_at: string;
}

export interface IdMappingTable {
  public_id: string;
  domain_id: string;
  local_id: string;
  entity_type: string;
}
