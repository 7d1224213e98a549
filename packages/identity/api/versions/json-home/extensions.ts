/** Relations and paths of what once were extensions, by extension (keystone/api/_shared/json_home_relations.py). */
export const extensionRelations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "OS-FEDERATION": {
    projects: "/auth/projects",
    domains: "/auth/domains",
    saml2: "/auth/OS-FEDERATION/saml2",
    ecp: "/auth/OS-FEDERATION/saml2/ecp",
    websso: "/auth/OS-FEDERATION/websso/{protocol_id}",
    identity_providers_websso: "/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
    metadata: "/OS-FEDERATION/saml2/metadata",
    identity_provider_protocol_auth: "/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
    identity_providers: "/OS-FEDERATION/identity_providers",
    identity_provider: "/OS-FEDERATION/identity_providers/{idp_id}",
    identity_provider_protocol: "/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}",
    identity_provider_protocols: "/OS-FEDERATION/identity_providers/{idp_id}/protocols",
    mappings: "/OS-FEDERATION/mappings",
    mapping: "/OS-FEDERATION/mappings/{mapping_id}",
    service_providers: "/OS-FEDERATION/service_providers",
    service_provider: "/OS-FEDERATION/service_providers/{sp_id}",
  },
  "OS-PKI": {
    revocations: "/auth/tokens/OS-PKI/revoked",
  },
  "OS-EC2": {
    ec2tokens: "/ec2tokens",
    user_credentials: "/users/{user_id}/credentials/OS-EC2",
    user_credential: "/users/{user_id}/credentials/OS-EC2/{credential_id}",
  },
  "OS-ENDPOINT-POLICY": {
    endpoint_policy: "/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy",
    policy_endpoints: "/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints",
    endpoint_policy_association: "/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints/{endpoint_id}",
    service_policy_association: "/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}",
    region_and_service_policy_association: "/policies/{policy_id}/OS-ENDPOINT-POLICY/services/{service_id}/regions/{region_id}",
  },
  "OS-EP-FILTER": {
    endpoint_groups: "/OS-EP-FILTER/endpoint_groups",
    endpoint_group: "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}",
    endpoint_projects: "/OS-EP-FILTER/endpoints/{endpoint_id}/projects",
    project_endpoint: "/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}",
    project_endpoints: "/OS-EP-FILTER/projects/{project_id}/endpoints",
    project_endpoint_groups: "/OS-EP-FILTER/projects/{project_id}/endpoint_groups",
    endpoints_in_endpoint_group: "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints",
    projects_associated_with_endpoint_group: "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects",
    endpoint_group_to_project_association: "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}",
  },
  "OS-INHERIT": {
    domain_group_role_inherited_to_projects:
      "/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects",
    domain_group_roles_inherited_to_projects: "/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles/inherited_to_projects",
    domain_user_role_inherited_to_projects:
      "/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/{role_id}/inherited_to_projects",
    domain_user_roles_inherited_to_projects: "/OS-INHERIT/domains/{domain_id}/users/{user_id}/roles/inherited_to_projects",
    project_user_role_inherited_to_projects:
      "/OS-INHERIT/projects/{project_id}/users/{user_id}/roles/{role_id}/inherited_to_projects",
    project_group_role_inherited_to_projects:
      "/OS-INHERIT/projects/{project_id}/groups/{group_id}/roles/{role_id}/inherited_to_projects",
  },
  "OS-OAUTH1": {
    consumers: "/OS-OAUTH1/consumers",
    consumer: "/OS-OAUTH1/consumers/{consumer_id}",
    request_tokens: "/OS-OAUTH1/request_token",
    access_tokens: "/OS-OAUTH1/access_token",
    authorize_request_token: "/OS-OAUTH1/authorize/{request_token_id}",
    user_access_tokens: "/users/{user_id}/OS-OAUTH1/access_tokens",
    user_access_token: "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}",
    user_access_token_roles: "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles",
    user_access_token_role: "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}",
  },
  "OS-OAUTH2": {
    token: "/OS-OAUTH2/token",
  },
  "OS-REVOKE": {
    events: "/OS-REVOKE/events",
  },
  "OS-SIMPLE-CERT": {
    ca_certificate: "/OS-SIMPLE-CERT/ca",
    certificates: "/OS-SIMPLE-CERT/certificates",
  },
  s3tokens: {
    s3tokens: "/s3tokens",
  },
  "OS-TRUST": {
    trusts: "/OS-TRUST/trusts",
    trust: "/OS-TRUST/trusts/{trust_id}",
    trust_roles: "/OS-TRUST/trusts/{trust_id}/roles",
    trust_role: "/OS-TRUST/trusts/{trust_id}/roles/{role_id}",
  },
};
