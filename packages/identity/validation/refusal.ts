import { forbidden, KeystoneError, notFound, notFoundText, unauthorized } from "../errors/index.ts";

/**
 * Why the data does not bear a token out. Issuing answers with the error itself; validating answers 404 for everything that
 * Keystone raises as Unauthorized (keystone/token/provider.py, validate_token).
 */
export const refusals = {
  userNotFound: (userId: string) => notFound("user", userId),
  userDisabled: (userId: string) => unauthorized(`user ${userId} is disabled`),
  userDomainDisabled: (domainId: string) => notFoundText(`Unable to validate token because domain ${domainId} is disabled`),
  projectNotFound: (projectId: string) => notFound("project", projectId),
  projectDisabled: (projectId: string) => notFoundText(`Unable to validate token because project ${projectId} is disabled`),
  domainNotFound: (domainId: string) => notFound("domain", domainId),
  domainDisabled: (domainId: string) => notFoundText(`Unable to validate token because domain ${domainId} is disabled`),
  noRoles: (userId: string, scope: string) => unauthorized(`User ${userId} has no access to ${scope}`),
  trustNotFound: (trustId: string) => notFound("trust", trustId),
  notTrustee: () => forbidden("User is not a trustee."),
  trustorDisabled: () => forbidden("Trustor is disabled."),
  brokenTrustChain: (reason: string) => forbidden(`the trust's chain is broken: ${reason}`),
  trustDomainDisabled: (who: "Trustor" | "Trustee") => notFoundText(`${who} domain is disabled.`),
  noDelegatedRoles: () => forbidden("Trustee has no delegated roles."),
  applicationCredentialNotFound: (id: string) => notFound("application credential", id),
  accessTokenNotFound: () => notFoundText("Access token not found"),
  federationUnsupported: () =>
    new KeystoneError("identity.token.federated", 404, "Federated tokens are not supported by this service."),
} as const;
