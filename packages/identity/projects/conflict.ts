import { isDuplicateKey } from "@multisite/kernel/sql";
import { conflict } from "../errors/index.ts";
import type { ProjectRecord } from "../store/projects.ts";

/** Turns a taken name or ID into Keystone's 409 (keystone/resource/core.py, _generate_project_name_conflict_msg). */
export async function orNameConflict<Result>(project: ProjectRecord, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
    throw conflict(
      "project",
      project.isDomain
        ? `it is not permitted to have two projects acting as domains with the same name: ${project.name}`
        : "it is not permitted to have two projects with either the same name or same id in the same domain: " +
            `name is ${project.name}, project id ${project.id}`,
    );
  }
}

/** Turns a tag that is given twice, which spaces around it may hide, into a 409. */
export async function orTagConflict<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw thrown;
    throw conflict("project", "Duplicate entry");
  }
}
