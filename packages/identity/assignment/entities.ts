import type { AssignmentEntity, DirectAssignment } from "./types.ts";

/** A stored assignment as a list shows it when nothing is expanded (keystone/assignment/backends/sql.py, denormalize_role). */
export function toEntity({ actor, target, roleId, inherited }: DirectAssignment): AssignmentEntity {
  return {
    ...(actor.kind === "user" ? { userId: actor.id } : { groupId: actor.id }),
    ...(target.kind === "project" ? { projectId: target.id } : { domainId: target.id }),
    roleId,
    ...(inherited ? { inherited: true as const } : {}),
  };
}
