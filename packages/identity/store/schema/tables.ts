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

export interface AlembicVersionTable {
  version_num: string;
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

export interface AssignmentTable {
  type: string;
  actor_id: string;
  target_id: string;
  role_id: string;
  inherited: number;
}

export interface ConfigRegisterTable {
  type: string;
  domain_id: string;
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

export interface ExpiringUserGroupMembershipTable {
  user_id: string;
  group_id: string;
  idp_id: string;
  last_verified: string;
}

export interface FederatedUserTable {
  id: Generated<number>;
  user_id: string;
  idp_id: string;
  protocol_id: string;
  unique_id: string;
  display_name: string | null;
}

export interface FederationProtocolTable {
  id: string;
  idp_id: string;
  mapping_id: string;
  remote_id_attribute: string | null;
}

export interface GroupTable {
  id: string;
  domain_id: string;
  name: string;
  description: string | null;
  extra: string | null;
}

export interface IdMappingTable {
  public_id: string;
  domain_id: string;
  local_id: string;
  entity_type: string;
}

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

export interface ImpliedRoleTable {
  prior_role_id: string;
  implied_role_id: string;
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

export interface LocalUserTable {
  id: Generated<number>;
  user_id: string;
  domain_id: string;
  name: string;
  failed_auth_count: number | null;
  failed_auth_at: string | null;
}

export interface MappingTable {
  id: string;
  rules: string;
}

export interface NonlocalUserTable {
  domain_id: string;
  name: string;
  user_id: string;
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

export interface ProjectEndpointTable {
  endpoint_id: string;
  project_id: string;
}

export interface ProjectEndpointGroupTable {
  endpoint_group_id: string;
  project_id: string;
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

export interface RegionTable {
  id: string;
  description: string;
  parent_region_id: string | null;
  extra: string | null;
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

export interface SensitiveConfigTable {
  domain_id: string;
  group: string;
  option: string;
  value: string;
}

export interface ServiceTable {
  id: string;
  type: string | null;
  enabled: Generated<number>;
  extra: string | null;
}

export interface ServiceProviderTable {
  auth_url: string;
  id: string;
  enabled: number;
  description: string | null;
  sp_url: string;
  relay_state_prefix: Generated<string>;
}

export interface SystemAssignmentTable {
  type: string;
  actor_id: string;
  target_id: string;
  role_id: string;
  inherited: number;
}

export interface TokenTable {
  id: string;
  expires: string | null;
  extra: string | null;
  valid: number;
  trust_id: string | null;
  user_id: string | null;
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

export interface UserTable {
  id: string;
  extra: string | null;
  enabled: number | null;
  default_project_id: string | null;
  created_at: string | null;
  last_active_at: string | null;
  domain_id: string;
}

export interface UserGroupMembershipTable {
  user_id: string;
  group_id: string;
}

export interface UserOptionTable {
  user_id: string;
  option_id: string;
  option_value: string | null;
}

export interface WhitelistedConfigTable {
  domain_id: string;
  group: string;
  option: string;
  value: string;
}

/** Keystone's 49 tables by name. */
export interface Tables {
  access_rule: AccessRuleTable;
  access_token: AccessTokenTable;
  alembic_version: AlembicVersionTable;
  application_credential: ApplicationCredentialTable;
  application_credential_access_rule: ApplicationCredentialAccessRuleTable;
  application_credential_role: ApplicationCredentialRoleTable;
  assignment: AssignmentTable;
  config_register: ConfigRegisterTable;
  consumer: ConsumerTable;
  credential: CredentialTable;
  endpoint: EndpointTable;
  endpoint_group: EndpointGroupTable;
  expiring_user_group_membership: ExpiringUserGroupMembershipTable;
  federated_user: FederatedUserTable;
  federation_protocol: FederationProtocolTable;
  group: GroupTable;
  id_mapping: IdMappingTable;
  identity_provider: IdentityProviderTable;
  idp_remote_ids: IdpRemoteIdsTable;
  implied_role: ImpliedRoleTable;
  limit: LimitTable;
  local_user: LocalUserTable;
  mapping: MappingTable;
  nonlocal_user: NonlocalUserTable;
  password: PasswordTable;
  policy: PolicyTable;
  policy_association: PolicyAssociationTable;
  project: ProjectTable;
  project_endpoint: ProjectEndpointTable;
  project_endpoint_group: ProjectEndpointGroupTable;
  project_option: ProjectOptionTable;
  project_tag: ProjectTagTable;
  region: RegionTable;
  registered_limit: RegisteredLimitTable;
  request_token: RequestTokenTable;
  revocation_event: RevocationEventTable;
  role: RoleTable;
  role_option: RoleOptionTable;
  sensitive_config: SensitiveConfigTable;
  service: ServiceTable;
  service_provider: ServiceProviderTable;
  system_assignment: SystemAssignmentTable;
  token: TokenTable;
  trust: TrustTable;
  trust_role: TrustRoleTable;
  user: UserTable;
  user_group_membership: UserGroupMembershipTable;
  user_option: UserOptionTable;
  whitelisted_config: WhitelistedConfigTable;
}
