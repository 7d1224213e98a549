/**
 * What a policy rule can ask about the caller: the policy values of Keystone's request context. Only these attributes
 * exist; a rule that names another one does not match. In particular `is_admin` is absent: Keystone skips policy for the
 * shared admin token instead (keystone/common/context.py, RequestContext.to_policy_values; oslo_context/context.py;
 * keystone/server/flask/request_processing/middleware/auth_context.py).
 */
export interface Credentials {
  readonly user_id: string | null;
  readonly user_domain_id: string | null;
  /** `"all"` for a system-scoped token, else null. */
  readonly system_scope: string | null;
  /** The domain that the token is scoped to; null for every other scope. Not the user's domain. */
  readonly domain_id: string | null;
  /** The project that the token is scoped to, also by a trust or an application credential; null for every other scope. */
  readonly project_id: string | null;
  readonly project_domain_id: string | null;
  /** Names of the token's roles; empty for an unscoped token. */
  readonly roles: readonly string[];
  /** The token's `is_admin_project`; true where the token does not say, false for a domain-scoped token. */
  readonly is_admin_project: boolean;
  /** Keystone does not fill the service attributes from `X-Service-Token`: null and empty. */
  readonly service_user_id: string | null;
  readonly service_user_domain_id: string | null;
  readonly service_project_id: string | null;
  readonly service_project_domain_id: string | null;
  readonly service_roles: readonly string[];
  /**
   * The content of `token` in the rendered response of this token, as `GET /v3/auth/tokens` gives it. The default rules
   * read `token.domain.id` and `token.project.domain.id` only; operators' rules may read anything.
   */
  readonly token: Readonly<Record<string, unknown>>;
}
