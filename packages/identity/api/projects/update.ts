import { badRequest } from "../../errors/index.ts";
import { updateProject } from "../../projects/update.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderUpdatedProject } from "./render.ts";
import { projectUpdate } from "./schema.ts";
import { projectIdOf, projectTarget } from "./target.ts";

/** `PATCH /v3/projects/{project_id}` (keystone/api/projects.py, ProjectResource.patch). */
export const updateProjectRoute: Route = {
  method: "PATCH",
  path: "/v3/projects/{project_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    const projectId = projectIdOf(exchange);
    await exchange.enforce("identity:update_project", { target: projectTarget(exchange) });
    const { project: given = {} } = request.body;
    validateSchema(projectUpdate, given);
    const body = given as Record<string, unknown>;
    if (body.id !== undefined && body.id !== null && body.id !== projectId) throw badRequest("Cannot change ID");
    const project = await identity.database.transaction((queries) => updateProject(identity, queries, projectId, body));
    await exchange.notify("project", "updated", projectId);
    if (project.isDomain) await exchange.notify("domain", "updated", projectId);
    return ok({ project: withSelfLink(exchange, renderUpdatedProject(project), ["projects"]) });
  },
};
