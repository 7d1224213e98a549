import { accessRuleRules } from "./access-rule.ts";
import { accessTokenRules } from "./access-token.ts";
import { applicationCredentialRules } from "./application-credential.ts";
import { authRules } from "./auth.ts";
import { baseRules } from "./base.ts";
import { consumerRules } from "./consumer.ts";
import { credentialRules } from "./credential.ts";
import { domainRules } from "./domain.ts";
import { domainConfigRules } from "./domain-config.ts";
import { ec2CredentialRules } from "./ec2-credential.ts";
import { ec2TokensRules } from "./ec2-tokens.ts";
import { endpointRules } from "./endpoint.ts";
import { endpointGroupRules } from "./endpoint-group.ts";
import { grantRules } from "./grant.ts";
import { groupRules } from "./group.ts";
import { identityProviderRules } from "./identity-provider.ts";
import { impliedRoleRules } from "./implied-role.ts";
import { limitRules } from "./limit.ts";
import { mappingRules } from "./mapping.ts";
import { policyRules } from "./policy.ts";
import { policyAssociationRules } from "./policy-association.ts";
import { projectRules } from "./project.ts";
import { projectEndpointRules } from "./project-endpoint.ts";
import { protocolRules } from "./protocol.ts";
import { regionRules } from "./region.ts";
import { registeredLimitRules } from "./registered-limit.ts";
import { revokeEventRules } from "./revoke-event.ts";
import { roleRules } from "./role.ts";
import { roleAssignmentRules } from "./role-assignment.ts";
import type { PolicyRule } from "./rule.ts";
import { s3TokensRules } from "./s3-tokens.ts";
import { serviceRules } from "./service.ts";
import { serviceProviderRules } from "./service-provider.ts";
import { tokenRules } from "./token.ts";
import { tokenRevocationRules } from "./token-revocation.ts";
import { trustRules } from "./trust.ts";
import { userRules } from "./user.ts";

export type { Operation, PolicyRule, ScopeType } from "./rule.ts";

/** Every default rule of Keystone Zed, in its order (keystone/common/policies/__init__.py). */
export const keystoneRules: readonly PolicyRule[] = [
  ...baseRules,
  ...accessRuleRules,
  ...accessTokenRules,
  ...applicationCredentialRules,
  ...authRules,
  ...consumerRules,
  ...credentialRules,
  ...domainRules,
  ...domainConfigRules,
  ...ec2CredentialRules,
  ...endpointRules,
  ...endpointGroupRules,
  ...grantRules,
  ...groupRules,
  ...identityProviderRules,
  ...impliedRoleRules,
  ...limitRules,
  ...mappingRules,
  ...policyRules,
  ...policyAssociationRules,
  ...projectRules,
  ...projectEndpointRules,
  ...protocolRules,
  ...regionRules,
  ...registeredLimitRules,
  ...revokeEventRules,
  ...roleRules,
  ...roleAssignmentRules,
  ...s3TokensRules,
  ...ec2TokensRules,
  ...serviceRules,
  ...serviceProviderRules,
  ...tokenRevocationRules,
  ...tokenRules,
  ...trustRules,
  ...userRules,
];
