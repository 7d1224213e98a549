import type { AccessRuleRecord } from "../../store/access-rules.ts";
import type { ApplicationCredentialRecord } from "../../store/application-credentials.ts";
import { listRolesByIds } from "../../store/roles.ts";
import { isoTime } from "../../store/time.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderRole } from "../roles/render.ts";

/** An application credential as answers show it (keystone/application_credential/core.py, _process_app_cred). */
export async function renderApplicationCredential(exchange: Exchange, credential: ApplicationCredentialRecord) {
  const roles = await listRolesByIds(exchange.identity.database.query, credential.roleIds);
  return {
    id: credential.id,
    name: credential.name,
    description: credential.description,
    user_id: credential.userId,
    project_id: credential.projectId,
    system: null,
    // The one time that Keystone shows without its zone.
    expires_at: credential.expiresAtMs === null ? null : isoTime(credential.expiresAtMs).slice(0, -1),
    unrestricted: credential.unrestricted,
    roles: roles.map(renderRole),
    ...(credential.accessRules.length > 0 ? { access_rules: credential.accessRules.map(renderAccessRule) } : {}),
  };
}

/** An access rule as answers show it (keystone/application_credential/backends/sql.py, _access_rule_to_dict). */
export function renderAccessRule({ id, service, path, method }: AccessRuleRecord) {
  return { id, service, path, method };
}
