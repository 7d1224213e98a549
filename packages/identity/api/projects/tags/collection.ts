import { withoutInitiator } from "../../../audit/index.ts";
import { assertTagsMutable } from "../../../projects/immutable.ts";
import { requireProject } from "../../../projects/project.ts";
import { updateProject } from "../../../projects/update.ts";
import type { Exchange } from "../../http/exchange.ts";
import { noContent, type Route } from "../../http/route.ts";
import { validateSchema } from "../../schema/index.ts";
import { projectTags } from "../schema.ts";
import { projectIdOf, projectTarget } from "../target.ts";
import { tagsReply } from "./target.ts";

const path = "/v3/projects/{project_id}/tags";

/** `GET /v3/projects/{project_id}/tags` (keystone/api/projects.py, ProjectTagsResource). */
export const listTagsRoute: Route = {
  method: "GET",
  path,
  async handle(exchange) {
    await exchange.enforce("identity:list_project_tags", { target: projectTarget(exchange) });
    const project = await requireProject(exchange.identity.database.query, projectIdOf(exchange));
    return tagsReply(exchange, project.tags);
  },
};

/** `PUT /v3/projects/{project_id}/tags` replaces all tags. */
export const updateTagsRoute: Route = {
  method: "PUT",
  path,
  async handle(exchange) {
    await exchange.enforce("identity:update_project_tags", { target: projectTarget(exchange) });
    const { tags = {} } = exchange.request.body;
    validateSchema(projectTags, tags);
    return tagsReply(exchange, await replaceTags(exchange, tags as string[]));
  },
};

/** `DELETE /v3/projects/{project_id}/tags` removes all tags. */
export const deleteTagsRoute: Route = {
  method: "DELETE",
  path,
  async handle(exchange) {
    await exchange.enforce("identity:delete_project_tags", { target: projectTarget(exchange) });
    await replaceTags(exchange, []);
    return noContent;
  },
};

async function replaceTags(exchange: Exchange, tags: readonly string[]): Promise<readonly string[]> {
  const { identity } = exchange;
  const projectId = projectIdOf(exchange);
  const project = await identity.database.transaction(async (queries) => {
    assertTagsMutable(await requireProject(queries, projectId), "update");
    return updateProject(identity, queries, projectId, { tags: tags.map((tag) => tag.trim()) });
  });
  await exchange.notify("project", "updated", projectId, withoutInitiator);
  return project.tags;
}
