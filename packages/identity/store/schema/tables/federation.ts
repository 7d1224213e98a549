import type { Generated } from "kysely";

// Keystone's columns: booleans are 0 or 1, DATETIME and DATE are UTC text, *_int columns are microseconds since the epoch.

export interface IdentityProviderTable {
  id: string;
  enabled: number;
  description: string | null;
  domain_id: string;
  authorization_ttl: number | null;
}

export interface IdpRemoteIdsTable {
  idp_id: string | null;
  remote_id: string;
}

export interface FederationProtocolTable {
  id: string;
  idp_id: string;
  mapping_id: string;
  remote_id_attribute: string | null;
}

export interface MappingTable {
  id: string;
  rules: string;
}

export interface ServiceProviderTable {
  auth_url: string;
  id: string;
  enabled: number;
  description: string | null;
  sp_url: string;
  relay_state_prefix: Generated<string>;
}
