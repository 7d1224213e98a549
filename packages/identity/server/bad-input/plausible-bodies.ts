import { passwordAuth, type TestService } from "../../testing/index.ts";

/** Of every password, secret and key in plausible bodies: no error may show it. */
export const SECRET_MARK = "Zx9-never-shown";

/** Bodies that the administrator may send as they are; what is wrong with a request is then what a test makes wrong. */
export function plausibleBodies(
  parameters: Readonly<Record<string, string>>,
  { adminUserId, adminPassword, adminProjectId }: TestService,
): Readonly<Record<string, object>> {
  const { user_id, project_id, domain_id, service_id, region_id, role_id } = parameters;
  const access_rules = [{ path: "/v2.1/servers", method: "GET", service: "compute" }];
  const resource = { service_id, region_id, resource_name: "ram" };
  const roles = [{ name: "member" }];
  const domainConfig = { identity: { driver: "ldap" }, ldap: { url: "ldap://ldap.test", password: SECRET_MARK } };
  return {
    "POST /v3/auth/tokens": { auth: passwordAuth(adminUserId, adminPassword, { project: { id: adminProjectId } }) },
    "POST /v3/credentials": {
      credential: { type: "other", blob: SECRET_MARK, user_id, project_id },
    },
    "PATCH /v3/credentials/{credential_id}": { credential: { blob: SECRET_MARK } },
    "POST /v3/users/{user_id}/credentials/OS-EC2": { tenant_id: project_id },
    "POST /v3/OS-TRUST/trusts": {
      trust: {
        trustor_user_id: adminUserId,
        trustee_user_id: user_id,
        impersonation: true,
        project_id: adminProjectId,
        expires_at: "2027-06-01T00:00:00.000000Z",
        remaining_uses: 3,
        roles,
      },
    },
    "POST /v3/OS-OAUTH1/consumers": { consumer: { description: "consumer", extra: 1 } },
    "PATCH /v3/OS-OAUTH1/consumers/{consumer_id}": { consumer: { description: "other" } },
    "POST /v3/users/{user_id}/application_credentials": {
      application_credential: {
        name: "new",
        description: "d",
        roles,
        access_rules,
        expires_at: "2027-06-01T00:00:00.000000Z",
        secret: SECRET_MARK,
        unrestricted: false,
      },
    },
    "POST /v3/projects": {
      project: { name: "new", domain_id, description: "d", enabled: true, parent_id: project_id, tags: ["a", "b"], options: {} },
    },
    "PATCH /v3/projects/{project_id}": {
      project: { name: "other", description: "d", enabled: false, tags: ["c"], options: { immutable: null } },
    },
    "PUT /v3/projects/{project_id}/tags": { tags: ["a", "b"] },
    "POST /v3/domains": { domain: { name: "new", description: "d", enabled: true, tags: ["a"], options: {} } },
    "PATCH /v3/domains/{domain_id}": { domain: { name: "other", description: "d", enabled: false, options: {} } },
    "PUT /v3/domains/{domain_id}/config": { config: domainConfig },
    "PATCH /v3/domains/{domain_id}/config": { config: domainConfig },
    "PATCH /v3/domains/{domain_id}/config/{group}": { config: { identity: domainConfig.identity } },
    "PATCH /v3/domains/{domain_id}/config/{group}/{option}": { config: { driver: "ldap" } },
    "POST /v3/limits": { limits: [{ ...resource, resource_name: "cores", project_id: adminProjectId, resource_limit: 5 }] },
    "PATCH /v3/limits/{limit_id}": { limit: { resource_limit: 7, description: "d" } },
    "POST /v3/registered_limits": { registered_limits: [{ ...resource, default_limit: 10, description: "d" }] },
    "PATCH /v3/registered_limits/{registered_limit_id}": { registered_limit: { default_limit: 11, description: "d" } },
    "POST /v3/roles": { role: { name: "new", description: "d", domain_id, options: { immutable: false } } },
    "PATCH /v3/roles/{role_id}": { role: { name: "other", description: "d", options: {} } },
    "POST /v3/users": {
      user: {
        name: "new",
        password: SECRET_MARK,
        domain_id,
        default_project_id: project_id,
        enabled: true,
        email: "new@users.test",
        description: "d",
        options: {
          ignore_password_expiry: true,
          lock_password: false,
          multi_factor_auth_rules: [["password", "totp"]],
          multi_factor_auth_enabled: true,
        },
      },
    },
    "PATCH /v3/users/{user_id}": {
      user: { name: "other", password: SECRET_MARK, enabled: true, email: "e@users.test", options: { lock_password: true } },
    },
    "POST /v3/users/{user_id}/password": { user: { original_password: SECRET_MARK, password: `${SECRET_MARK}-2` } },
    "POST /v3/groups": { group: { name: "new", description: "d", domain_id } },
    "PATCH /v3/groups/{group_id}": { group: { name: "other", description: "d" } },
    "POST /v3/regions": { region: { id: "new", description: "d", parent_region_id: region_id } },
    "PUT /v3/regions/{region_id}": { region: { description: "d" } },
    "PATCH /v3/regions/{region_id}": { region: { description: "d", parent_region_id: null } },
    "POST /v3/services": { service: { type: "image", name: "glance", enabled: true, description: "d" } },
    "PATCH /v3/services/{service_id}": { service: { type: "image", enabled: false } },
    "POST /v3/endpoints": {
      endpoint: { interface: "internal", service_id, url: "http://new.test/$(tenant_id)s", region_id, enabled: true },
    },
    "PATCH /v3/endpoints/{endpoint_id}": { endpoint: { interface: "admin", url: "http://other.test", region_id } },
    "POST /v3/OS-EP-FILTER/endpoint_groups": {
      endpoint_group: { name: "new", description: "d", filters: { interface: "public", service_id, region_id } },
    },
    "PATCH /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}": {
      endpoint_group: { name: "other", filters: { interface: "admin" } },
    },
    "POST /v3/policies": { policy: { type: "text", blob: '{"a": "b"}' } },
    "PATCH /v3/policies/{policy_id}": { policy: { type: "text", blob: '{"c": "d"}' } },
    "POST /v3/ec2tokens": ec2Body(),
    "POST /v3/s3tokens": { credentials: { access: "a", secret: "b", signature: "c", token: "d" } },
    "PUT /v3/OS-OAUTH1/authorize/{request_token_id}": { roles: [{ id: role_id }] },
  };
}

/** Only their refusals can be had here: nobody has the key, or what they would make is there. */
export const ALWAYS_REFUSED: ReadonlySet<string> = new Set([
  // The region of the path is there already.
  "PUT /v3/regions/{region_id}",
  "POST /v3/ec2tokens",
  "POST /v3/s3tokens",
  "PUT /v3/OS-OAUTH1/authorize/{request_token_id}",
]);

function ec2Body(): object {
  return {
    credentials: {
      access: "0123456789abcdef0123456789abcdef",
      signature: "c2lnbmF0dXJl",
      host: "identity.test:5000",
      verb: "GET",
      path: "/v3/ec2tokens",
      params: { SignatureVersion: "2", SignatureMethod: "HmacSHA256", Timestamp: "2026-11-22T00:00:00Z" },
      headers: { "X-Amz-Date": "20261122T000000Z", Authorization: "AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=host" },
      body_hash: "e3b0c44298fc1c149afbf4c8996fb924",
    },
  };
}
