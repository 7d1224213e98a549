import { type EngineKind, insertIgnore } from "@multisite/kernel/sql";
import type { DirectAssignment } from "../assignment/index.ts";
import { fromBoolean, type Queries, toBoolean } from "./database.ts";
import { inChunks } from "./in-chunks.ts";

type ActorKind = DirectAssignment["actor"]["kind"];
type TargetKind = DirectAssignment["target"]["kind"];

/** Values of the type column (keystone/assignment/backends/sql.py, AssignmentType). */
const TYPES = {
  UserProject: { actor: "user", target: "project" },
  GroupProject: { actor: "group", target: "project" },
  UserDomain: { actor: "user", target: "domain" },
  GroupDomain: { actor: "group", target: "domain" },
} as const satisfies Record<string, { actor: ActorKind; target: TargetKind }>;

/** Which assignments a list is about; everything given must match. */
export interface AssignmentFilter {
  readonly actorKind?: ActorKind | undefined;
  readonly actorIds?: readonly string[] | undefined;
  readonly targetKind?: TargetKind | undefined;
  readonly targetIds?: readonly string[] | undefined;
  readonly roleIds?: readonly string[] | undefined;
  readonly inherited?: boolean | undefined;
  /** Only assignments on this domain and on its projects. */
  readonly withinDomainId?: string | undefined;
}

/** Stored assignments on projects and domains, as they are (keystone/assignment/backends/sql.py, list_role_assignments). */
export async function listAssignments(queries: Queries, filter: AssignmentFilter): Promise<DirectAssignment[]> {
  const { actorIds, targetIds } = filter;
  if (targetIds !== undefined) {
    return inChunks(targetIds, (chunk) => selectAssignments(queries, { ...filter, targetIds: chunk }));
  }
  if (actorIds !== undefined) {
    return inChunks(actorIds, (chunk) => selectAssignments(queries, { ...filter, actorIds: chunk }));
  }
  return selectAssignments(queries, filter);
}

/** Large enough that a page costs little, small enough that other requests get their turn between two. */
const PAGE_SIZE = 2000;

/**
 * As {@link listAssignments}, but long lists come in pages; all assignments of a user or group are in one page. A page sees
 * what is committed when it is read.
 */
export async function* pageAssignments(
  queries: Queries,
  filter: AssignmentFilter,
  pageSize = PAGE_SIZE,
): AsyncGenerator<DirectAssignment[], void> {
  if (filter.actorIds !== undefined || filter.targetIds !== undefined) {
    yield await listAssignments(queries, filter);
    return;
  }
  for (let afterActorId = ""; ; ) {
    const page = await selectAssignments(queries, filter, { afterActorId, limit: pageSize });
    const lastActorId = page.at(-1)?.actor.id;
    if (page.length < pageSize || lastActorId === undefined) {
      yield page;
      return;
    }
    const whole = await selectAssignments(queries, { ...filter, actorIds: [lastActorId] });
    yield [...page.filter((assignment) => assignment.actor.id !== lastActorId), ...whole];
    afterActorId = lastActorId;
  }
}

async function selectAssignments(
  queries: Queries,
  filter: AssignmentFilter,
  page?: { readonly afterActorId: string; readonly limit: number },
): Promise<DirectAssignment[]> {
  const { actorKind, actorIds, targetKind, targetIds, roleIds, inherited, withinDomainId } = filter;
  if ([actorIds, targetIds, roleIds].some((ids) => ids?.length === 0)) return [];
  const types = Object.entries(TYPES)
    .filter(([, kinds]) => actorKind === undefined || kinds.actor === actorKind)
    .filter(([, kinds]) => targetKind === undefined || kinds.target === targetKind)
    .map(([type]) => type);
  let select = queries.selectFrom("assignment").selectAll();
  if (types.length < Object.keys(TYPES).length) select = select.where("type", "in", types);
  if (actorIds) select = select.where("actor_id", "in", actorIds);
  if (targetIds) select = select.where("target_id", "in", targetIds);
  if (roleIds) select = select.where("role_id", "in", roleIds);
  if (inherited !== undefined) select = select.where("inherited", "=", fromBoolean(inherited));
  if (withinDomainId !== undefined) {
    const projects = queries.selectFrom("project").select("id").where("domain_id", "=", withinDomainId);
    select = select.where((where) => where.or([where("target_id", "=", withinDomainId), where("target_id", "in", projects)]));
  }
  if (page) select = select.where("actor_id", ">", page.afterActorId).orderBy("actor_id").limit(page.limit);
  const rows = await select.execute();
  return rows.flatMap((row) => {
    const kinds = TYPES[row.type as keyof typeof TYPES];
    if (kinds === undefined) return [];
    return {
      actor: { kind: kinds.actor, id: row.actor_id },
      target: { kind: kinds.target, id: row.target_id },
      roleId: row.role_id,
      inherited: toBoolean(row.inherited),
    };
  });
}

/** Adds an assignment; one that is there already stays as it is. */
export async function createAssignment(engine: EngineKind, queries: Queries, assignment: DirectAssignment): Promise<void> {
  await insertIgnore(engine, queries, "assignment", {
    type: typeOf(assignment),
    actor_id: assignment.actor.id,
    target_id: assignment.target.id,
    role_id: assignment.roleId,
    inherited: fromBoolean(assignment.inherited),
  });
}

/** Whether this very assignment is stored. */
export async function hasAssignment(queries: Queries, assignment: DirectAssignment): Promise<boolean> {
  const row = await queries
    .selectFrom("assignment")
    .select("role_id")
    .where("type", "=", typeOf(assignment))
    .where("actor_id", "=", assignment.actor.id)
    .where("target_id", "=", assignment.target.id)
    .where("role_id", "=", assignment.roleId)
    .where("inherited", "=", fromBoolean(assignment.inherited))
    .executeTakeFirst();
  return row !== undefined;
}

/** Removes an assignment; false when there was none. */
export async function deleteAssignment(queries: Queries, assignment: DirectAssignment): Promise<boolean> {
  const result = await queries
    .deleteFrom("assignment")
    .where("type", "=", typeOf(assignment))
    .where("actor_id", "=", assignment.actor.id)
    .where("target_id", "=", assignment.target.id)
    .where("role_id", "=", assignment.roleId)
    .where("inherited", "=", fromBoolean(assignment.inherited))
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

function typeOf({ actor, target }: DirectAssignment): string {
  return `${actor.kind === "user" ? "User" : "Group"}${target.kind === "project" ? "Project" : "Domain"}`;
}
