import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface AccessRuleTable {
  id: Generated<number>;
  service: string | null;
  path: string | null;
  method: string | null;
  external_id: string | null;
  user_id: string | null;
}

export interface AccessTokenTable {
  id: string;
  access_secret: string;
  authorizing_user_id: string;
  project_id: string;
  role_ids: string;
  consumer_id: string;
  expires_at: string | null;
}

export interface ApplicationCredentialTable {
  internal_id: Generated<number>;
  id: string;
  name: string;
  secret_hash: string;
  description: string | null;
  user_id: string;
  project_id: string | null;
  expires_at: number | null;
  system: string | null;
  unrestricted: number | null;
}

export interface ApplicationCredentialAccessRuleTable {
  application_credential_id: number;
  access_rule_id: number;
}

export interface ApplicationCredentialRoleTable {
  application_credential_id: number;
  role_id: string;
}

export interface ConsumerTable {
  id: string;
  description: string | null;
  secret: string;
  extra: string;
}

export interface CredentialTable {
  id: string;
  user_id: string;
  project_id: string | null;
  type: string;
  extra: string | null;
  key_hash: string;
  encrypted_blob: string;
}

export interface RequestTokenTable {
  id: string;
  request_secret: string;
  verifier: string | null;
  authorizing_user_id: string | null;
  requested_project_id: string;
  role_ids: string | null;
  consumer_id: string;
  expires_at: string | null;
}

export interface TrustTable {
  id: string;
  trustor_user_id: string;
  trustee_user_id: string;
  project_id: string | null;
  impersonation: number;
  deleted_at: string | null;
  expires_at: string | null;
  remaining_uses: number | null;
  extra: string | null;
  expires_at_int: number | null;
  redelegated_trust_id: string | null;
  redelegation_count: number | null;
}

export interface TrustRoleTable {
  trust_id: string;
  role_id: string;
}
