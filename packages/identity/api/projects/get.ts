import { requireProject } from "../../projects/project.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { readExpansion, relativesOf } from "./relatives.ts";
import { renderProject } from "./render.ts";
import { projectIdOf, projectTarget } from "./target.ts";

/** `GET /v3/projects/{project_id}` (keystone/api/projects.py, ProjectResource._get_project). */
export const getProjectRoute: Route = {
  method: "GET",
  path: "/v3/projects/{project_id}",
  async handle(exchange) {
    const caller = await exchange.enforce("identity:get_project", { target: projectTarget(exchange) });
    const project = await requireProject(exchange.identity.database.query, projectIdOf(exchange));
    const expansion = readExpansion(exchange.request);
    const body = { ...renderProject(project), ...(await relativesOf(exchange, project, expansion, caller.model.user.id)) };
    return ok({ project: withSelfLink(exchange, body, ["projects"]) });
  },
};
