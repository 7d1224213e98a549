import type { RawReader } from "@multisite/kernel/sql";

/**
 * The projects that a user has any role on: assigned directly, through a group, or inherited from a domain or a project
 * above (keystone/assignment/core.py, list_projects_for_user). A domain counts when a role was assigned on it as a project.
 */
export async function listProjectIdsOfUser(raw: RawReader, userId: string): Promise<ReadonlySet<string>> {
  const rows = await raw.all(
    `WITH RECURSIVE mine (type, target_id, inherited) AS (
       SELECT type, target_id, inherited FROM assignment
       WHERE actor_id IN (SELECT ? UNION ALL SELECT m.group_id FROM user_group_membership m WHERE m.user_id = ?)
     ), below (id) AS (
       SELECT p.id FROM project p JOIN mine m ON p.parent_id = m.target_id WHERE m.inherited = 1
       UNION SELECT p.id FROM project p JOIN below b ON p.parent_id = b.id
     )
     SELECT target_id AS id FROM mine WHERE inherited = 0 AND type IN ('UserProject', 'GroupProject')
     UNION SELECT id FROM below`,
    [userId, userId],
  );
  return new Set(rows.map((row) => String(row.id)));
}
