import type {
  AlembicVersionTable,
  AssignmentTable,
  ImpliedRoleTable,
  RevocationEventTable,
  RoleOptionTable,
  RoleTable,
  SystemAssignmentTable,
  TokenTable,
} from "./tables/assignment.ts";
import type {
  EndpointGroupTable,
  EndpointTable,
  PolicyAssociationTable,
  PolicyTable,
  ProjectEndpointGroupTable,
  ProjectEndpointTable,
  RegionTable,
  ServiceTable,
} from "./tables/catalog.ts";
import type {
  AccessRuleTable,
  AccessTokenTable,
  ApplicationCredentialAccessRuleTable,
  ApplicationCredentialRoleTable,
  ApplicationCredentialTable,
  ConsumerTable,
  CredentialTable,
  RequestTokenTable,
  TrustRoleTable,
  TrustTable,
} from "./tables/delegation.ts";
import type {
  ExpiringUserGroupMembershipTable,
  FederatedUserTable,
  GroupTable,
  IdMappingTable,
  LocalUserTable,
  NonlocalUserTable,
  PasswordTable,
  UserGroupMembershipTable,
  UserOptionTable,
  UserTable,
} from "./tables/directory.ts";
import type {
  FederationProtocolTable,
  IdentityProviderTable,
  IdpRemoteIdsTable,
  MappingTable,
  ServiceProviderTable,
} from "./tables/federation.ts";
import type {
  ConfigRegisterTable,
  LimitTable,
  ProjectOptionTable,
  ProjectTable,
  ProjectTagTable,
  RegisteredLimitTable,
  SensitiveConfigTable,
  WhitelistedConfigTable,
} from "./tables/resource.ts";

export type { RevocationEventTable, RoleTable } from "./tables/assignment.ts";
export type { EndpointGroupTable, PolicyTable, RegionTable } from "./tables/catalog.ts";
export type {
  AccessRuleTable,
  AccessTokenTable,
  ApplicationCredentialTable,
  ConsumerTable,
  CredentialTable,
  RequestTokenTable,
  TrustTable,
} from "./tables/delegation.ts";
export type { GroupTable, PasswordTable } from "./tables/directory.ts";
export type { ProjectTable, RegisteredLimitTable } from "./tables/resource.ts";

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
