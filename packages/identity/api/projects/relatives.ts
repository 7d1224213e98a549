import { badRequest } from "../../errors/index.ts";
import { parentsAsIds, subtreeAsIds } from "../../projects/hierarchy.ts";
import { completeProjects, type Project } from "../../projects/project.ts";
import { listUserScopes } from "../../store/effective/index.ts";
import { listLimits } from "../../store/limits.ts";
import { listParents, listSubtree, type ProjectRecord } from "../../store/projects.ts";
import type { Exchange } from "../http/exchange.ts";
import { withSelfLink } from "../http/listing.ts";
import { type ApiRequest, isQueryTrue } from "../http/request.ts";
import { renderLimit } from "../limits/render.ts";
import { renderProject } from "./render.ts";

type Shape = "list" | "ids" | undefined;

/** What a request wants to know of the projects above and below. */
export interface Expansion {
  readonly parents: Shape;
  readonly subtree: Shape;
  readonly includeLimits: boolean;
}

/** 400 when a list and IDs are asked for at once (keystone/api/projects.py, _expand_project_ref). */
export function readExpansion(request: ApiRequest): Expansion {
  return {
    parents: readShape(request, "parents"),
    subtree: readShape(request, "subtree"),
    includeLimits: isQueryTrue(request, "include_limits"),
  };
}

function readShape(request: ApiRequest, name: "parents" | "subtree"): Shape {
  const isList = isQueryTrue(request, `${name}_as_list`);
  const isIds = isQueryTrue(request, `${name}_as_ids`);
  if (isList && isIds) {
    throw badRequest(`Cannot use ${name}_as_list and ${name}_as_ids query params at the same time.`);
  }
  return isList ? "list" : isIds ? "ids" : undefined;
}

/** `parents` and `subtree`: as IDs everything, as a list only the projects that the caller has a role on. */
export async function relativesOf(
  exchange: Exchange,
  project: Project,
  expansion: Expansion,
  callerId: string,
): Promise<Record<string, unknown>> {
  const { query } = exchange.identity.database;
  const show = (records: readonly ProjectRecord[]) => listAccessible(exchange, records, expansion, callerId);
  const relatives: Record<string, unknown> = {};
  if (expansion.parents !== undefined) {
    const parents = await listParents(query, project);
    relatives.parents = expansion.parents === "list" ? await show(parents) : parentsAsIds(project, parents);
  }
  if (expansion.subtree !== undefined) {
    const subtree = await listSubtree(query, project.id);
    relatives.subtree = expansion.subtree === "list" ? await show(subtree) : subtreeAsIds(project.id, subtree);
  }
  return relatives;
}

async function listAccessible(
  exchange: Exchange,
  records: readonly ProjectRecord[],
  { includeLimits }: Expansion,
  callerId: string,
): Promise<object[]> {
  const { query } = exchange.identity.database;
  const accessible = new Set((await listUserScopes(query, callerId)).projectIds);
  const projects = await completeProjects(
    query,
    records.filter((record) => accessible.has(record.id)),
  );
  return Promise.all(
    projects.map(async (project) => {
      const body = renderProject(project);
      const limits = includeLimits ? await listLimits(query, [{ column: "project_id", value: project.id }]) : undefined;
      const shown = limits === undefined ? body : { ...body, limits: limits.map(renderLimit) };
      return { project: withSelfLink(exchange, shown, ["projects"]) };
    }),
  );
}
