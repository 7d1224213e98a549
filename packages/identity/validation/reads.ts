import type { RawReader, RawRow } from "@multisite/kernel/sql";

// The reads of a token validation. Each is one statement, so that a project-scoped token costs three round trips on MariaDB.

type Rows = RawRow[] | Promise<RawRow[]>;

/**
 * A user with domain, name and password expiry, whichever kind of user they are: local, nonlocal (LDAP) or federated.
 * One row, or none.
 */
export function readUser(raw: RawReader, userId: string): Rows {
  return raw.all(
    `SELECT u.id, u.enabled, u.domain_id, d.name AS domain_name, d.enabled AS domain_enabled,
       COALESCE(l.name, n.name, (SELECT f.display_name FROM federated_user f WHERE f.user_id = u.id LIMIT 1)) AS name,
       (SELECT p.expires_at_int FROM password p WHERE p.local_user_id = l.id ORDER BY p.created_at_int DESC LIMIT 1) AS expires_at_int
     FROM user u
     JOIN project d ON d.id = u.domain_id
     LEFT JOIN local_user l ON l.user_id = u.id
     LEFT JOIN nonlocal_user n ON n.user_id = u.id
     WHERE u.id = ?`,
    [userId],
  );
}

/**
 * What a project scope means for a user: rows of kind `project` (the project and its domain), `role` (a role that the user
 * has on it, directly, through a group, or inherited from above), `endpoint` and `endpoint_group` (catalog filters).
 * Roles on an ancestor count only where they are inherited (keystone/assignment/core.py, _list_effective_role_assignments).
 */
export function readProjectScope(raw: RawReader, userId: string, projectId: string): Rows {
  return raw.all(
    `WITH RECURSIVE above (id, parent_id) AS (
       SELECT id, parent_id FROM project WHERE id = ?
       UNION ALL SELECT p.id, p.parent_id FROM project p JOIN above ON p.id = above.parent_id
     )
     SELECT 'project' AS kind, p.id, p.name, p.enabled, p.is_domain, p.domain_id, d.name AS domain_name, d.enabled AS domain_enabled
       FROM project p LEFT JOIN project d ON d.id = p.domain_id WHERE p.id = ?
     UNION ALL
     SELECT 'role', a.role_id, NULL, NULL, NULL, NULL, NULL, NULL FROM assignment a
       WHERE a.actor_id IN (SELECT ? UNION ALL SELECT m.group_id FROM user_group_membership m WHERE m.user_id = ?)
         AND ((a.inherited = 0 AND a.target_id = ? AND a.type IN ('UserProject', 'GroupProject'))
           OR (a.inherited = 1 AND a.target_id IN (SELECT id FROM above WHERE id <> ?)))
     UNION ALL
     SELECT 'endpoint', endpoint_id, NULL, NULL, NULL, NULL, NULL, NULL FROM project_endpoint WHERE project_id = ?
     UNION ALL
     SELECT 'endpoint_group', endpoint_group_id, NULL, NULL, NULL, NULL, NULL, NULL FROM project_endpoint_group WHERE project_id = ?`,
    [projectId, projectId, userId, userId, projectId, projectId, projectId, projectId],
  );
}

/** What a domain scope means for a user: a row of kind `domain`, and `role` rows. */
export function readDomainScope(raw: RawReader, userId: string, domainId: string): Rows {
  return raw.all(
    `SELECT 'domain' AS kind, id, name, enabled FROM project WHERE id = ? AND is_domain = 1
     UNION ALL
     SELECT 'role', a.role_id, NULL, NULL FROM assignment a
       WHERE a.actor_id IN (SELECT ? UNION ALL SELECT m.group_id FROM user_group_membership m WHERE m.user_id = ?)
         AND a.inherited = 0 AND a.target_id = ? AND a.type IN ('UserDomain', 'GroupDomain')`,
    [domainId, userId, userId, domainId],
  );
}

/** The roles that a user has on the system, directly or through a group. The types are there for the index, which begins with them. */
export function readSystemScope(raw: RawReader, userId: string): Rows {
  return raw.all(
    `SELECT 'role' AS kind, a.role_id AS id FROM system_assignment a
       WHERE a.type IN ('UserSystem', 'GroupSystem')
         AND a.actor_id IN (SELECT ? UNION ALL SELECT m.group_id FROM user_group_membership m WHERE m.user_id = ?)`,
    [userId, userId],
  );
}

/** A trust that was not deleted, with its roles in rows of kind `role`. */
export function readTrust(raw: RawReader, trustId: string): Rows {
  return raw.all(
    `SELECT 'trust' AS kind, id, trustor_user_id, trustee_user_id, project_id, impersonation, expires_at_int, expires_at,
         redelegated_trust_id, redelegation_count, remaining_uses FROM trust WHERE id = ? AND deleted_at IS NULL
     UNION ALL SELECT 'role', role_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM trust_role WHERE trust_id = ?`,
    [trustId, trustId],
  );
}

/**
 * A user's application credential with its roles and access rules in further rows. Its ID alone has no index in Keystone's
 * schema, its user has.
 */
export function readApplicationCredential(raw: RawReader, userId: string, applicationCredentialId: string): Rows {
  return raw.all(
    `SELECT 'application_credential' AS kind, id, name, user_id, project_id, expires_at, unrestricted, NULL AS service, NULL AS path,
         NULL AS method FROM application_credential WHERE user_id = ? AND id = ?
     UNION ALL SELECT 'role', r.role_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM application_credential_role r
       JOIN application_credential c ON c.internal_id = r.application_credential_id WHERE c.user_id = ? AND c.id = ?
     UNION ALL SELECT 'access_rule', a.external_id, NULL, NULL, NULL, NULL, NULL, a.service, a.path, a.method FROM access_rule a
       JOIN application_credential_access_rule x ON x.access_rule_id = a.id
       JOIN application_credential c ON c.internal_id = x.application_credential_id WHERE c.user_id = ? AND c.id = ?`,
    [userId, applicationCredentialId, userId, applicationCredentialId, userId, applicationCredentialId],
  );
}

/** An OAuth1 access token. */
export function readAccessToken(raw: RawReader, accessTokenId: string): Rows {
  return raw.all("SELECT id, consumer_id, role_ids, expires_at FROM access_token WHERE id = ?", [accessTokenId]);
}

/** What {@link readRevocation} compares with the events. */
export interface RevocationSubject {
  /** DATETIME text of the token's issue, as the engine stores it. */
  readonly issuedAt: string;
  readonly userIds: readonly [string, string, string];
  readonly projectId: string | null;
  readonly auditId: string;
}

/**
 * Revocation events that may concern a token: issued no earlier than it, and naming no other user, project or audit ID
 * (keystone/revoke/backends/sql.py, list_events). The remaining columns are compared by {@link isRevokedBy}.
 */
export function readRevocation(raw: RawReader, subject: RevocationSubject): Rows {
  return raw.all(
    `SELECT domain_id, project_id, user_id, role_id, trust_id, consumer_id, access_token_id, expires_at, audit_id, audit_chain_id
     FROM revocation_event
     WHERE issued_before >= ? AND (user_id IS NULL OR user_id IN (?, ?, ?))
       AND (project_id IS NULL OR project_id = ?) AND (audit_id IS NULL OR audit_id = ?)`,
    [subject.issuedAt, ...subject.userIds, subject.projectId, subject.auditId],
  );
}
