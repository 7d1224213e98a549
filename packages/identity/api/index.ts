import { accessRuleRoutes } from "./access-rules/index.ts";
import { applicationCredentialRoutes } from "./application-credentials/index.ts";
import { authRoutes } from "./auth/index.ts";
import { authCatalogRoutes } from "./auth-catalog/index.ts";
import { authScopeRoutes } from "./auth-scopes/index.ts";
import { credentialRoutes } from "./credentials/index.ts";
import { domainConfigRoutes } from "./domain-config/index.ts";
import { domainRoutes } from "./domains/index.ts";
import { ec2Routes } from "./ec2/index.ts";
import { ec2TokenRoutes } from "./ec2tokens/index.ts";
import { endpointFilterRoutes } from "./endpoint-filter/index.ts";
import { endpointPolicyRoutes } from "./endpoint-policy/index.ts";
import { endpointRoutes } from "./endpoints/index.ts";
import { federationRoutes } from "./federation/index.ts";
import { grantRoutes } from "./grants/index.ts";
import { groupRoutes } from "./groups/index.ts";
import { healthRoutes } from "./health/index.ts";
import type { Route } from "./http/route.ts";
import { impliedRoleRoutes } from "./implied-roles/index.ts";
import { inheritedGrantRoutes } from "./inherited-grants/index.ts";
import { limitRoutes } from "./limits/index.ts";
import { oauth1Routes } from "./oauth1/index.ts";
import { oauth2Routes } from "./oauth2/index.ts";
import { policyRoutes } from "./policies/index.ts";
import { projectRoutes } from "./projects/index.ts";
import { readyRoutes } from "./ready/index.ts";
import { regionRoutes } from "./regions/index.ts";
import { registeredLimitRoutes } from "./registered-limits/index.ts";
import { revocationEventRoutes } from "./revocation-events/index.ts";
import { roleAssignmentRoutes } from "./role-assignments/index.ts";
import { roleInferenceRoutes } from "./role-inferences/index.ts";
import { roleRoutes } from "./roles/index.ts";
import { s3TokenRoutes } from "./s3tokens/index.ts";
import { serviceRoutes } from "./services/index.ts";
import { simpleCertRoutes } from "./simple-cert/index.ts";
import { systemGrantRoutes } from "./system-grants/index.ts";
import { trustRoutes } from "./trusts/index.ts";
import { userProjectRoutes } from "./user-projects/index.ts";
import { userRoutes } from "./users/index.ts";
import { versionRoutes } from "./versions/index.ts";

/** Every route of the service, resource by resource. */
export const routes: readonly Route[] = [
  ...authRoutes,
  ...credentialRoutes,
  ...ec2Routes,
  ...ec2TokenRoutes,
  ...s3TokenRoutes,
  ...trustRoutes,
  ...oauth1Routes,
  ...applicationCredentialRoutes,
  ...accessRuleRoutes,
  ...projectRoutes,
  ...domainRoutes,
  ...domainConfigRoutes,
  ...limitRoutes,
  ...registeredLimitRoutes,
  ...authScopeRoutes,
  ...grantRoutes,
  ...impliedRoleRoutes,
  ...inheritedGrantRoutes,
  ...readyRoutes,
  ...roleAssignmentRoutes,
  ...roleInferenceRoutes,
  ...roleRoutes,
  ...systemGrantRoutes,
  ...userProjectRoutes,
  ...userRoutes,
  ...groupRoutes,
  ...regionRoutes,
  ...serviceRoutes,
  ...endpointRoutes,
  ...endpointFilterRoutes,
  ...policyRoutes,
  ...endpointPolicyRoutes,
  ...versionRoutes,
  ...healthRoutes,
  ...authCatalogRoutes,
  ...simpleCertRoutes,
  ...revocationEventRoutes,
  ...oauth2Routes,
  ...federationRoutes,
];
