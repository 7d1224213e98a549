import { findProject } from "../../projects/project.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderProject } from "./render.ts";

/** What rules see of the project in the path; nothing when it does not exist, so that 403 comes before 404 (keystone/api/projects.py). */
export function projectTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const project = await findProject(exchange.identity.database.query, projectIdOf(exchange));
    return project ? { project: renderProject(project) } : {};
  };
}

/** `project_id` of the path. */
export function projectIdOf(exchange: Exchange): string {
  return exchange.request.pathParameters.project_id ?? "";
}
