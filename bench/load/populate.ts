import { DatabaseSync } from "node:sqlite";
import type { IdentityConfig } from "../../packages/identity/config/index.ts";
import { parseSqlLocation } from "../../packages/kernel/sql/index.ts";

/** How much a database holds beside what bootstrap makes. */
export interface Population {
  readonly users: number;
  readonly projects: number;
  readonly assignments: number;
}

/** Fills a SQLite database by plain statements: the API would take an hour, and how the rows came does not matter here. */
export async function populate(config: IdentityConfig, population: Population): Promise<void> {
  const location = parseSqlLocation(config.database.connection);
  if (location.kind !== "sqlite") throw new Error("only SQLite is populated");
  const database = new DatabaseSync(location.path);
  const id = (kind: string, index: number): string => `${kind}${index.toString(16).padStart(30, "0")}`;
  const role = database.prepare("SELECT id FROM role WHERE name = 'member'").get() as { id: string };
  database.exec("PRAGMA synchronous = OFF; BEGIN");
  const project = database.prepare(
    "INSERT INTO project (id, name, extra, description, enabled, domain_id, parent_id, is_domain) VALUES (?, ?, '{}', '', 1, 'default', 'default', 0)",
  );
  for (let index = 0; index < population.projects; index++) project.run(id("aa", index), `project-${index}`);
  const user = database.prepare(
    "INSERT INTO user (id, extra, enabled, created_at, domain_id) VALUES (?, '{}', 1, '2026-01-01 00:00:00.000000', 'default')",
  );
  const local = database.prepare(
    "INSERT INTO local_user (user_id, domain_id, name, failed_auth_count) VALUES (?, 'default', ?, 0)",
  );
  for (let index = 0; index < population.users; index++) {
    user.run(id("bb", index));
    local.run(id("bb", index), `user-${index}`);
  }
  const assignment = database.prepare(
    "INSERT OR IGNORE INTO assignment (type, actor_id, target_id, role_id, inherited) VALUES ('UserProject', ?, ?, ?, 0)",
  );
  for (let index = 0; index < population.assignments; index++) {
    const user = index % population.users;
    const project = (index * 7919 + Math.floor(index / population.users) * 104_729) % population.projects;
    assignment.run(id("bb", user), id("aa", project), role.id);
  }
  database.exec("COMMIT; PRAGMA optimize");
  database.close();
}
