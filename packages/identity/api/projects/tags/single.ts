import { withoutInitiator } from "../../../audit/index.ts";
import { notFound } from "../../../errors/index.ts";
import { assertTagsMutable } from "../../../projects/immutable.ts";
import { requireProject } from "../../../projects/project.ts";
import { updateProject } from "../../../projects/update.ts";
import { noContent, type Route } from "../../http/route.ts";
import { validateSchema } from "../../schema/index.ts";
import { projectTag, projectTags } from "../schema.ts";
import { projectIdOf, projectTarget } from "../target.ts";
import { tagOf } from "./target.ts";

const path = "/v3/projects/{project_id}/tags/{value}";

/** `GET /v3/projects/{project_id}/tags/{value}` (keystone/api/projects.py, ProjectTagResource). */
export const checkTagRoute: Route = {
  method: "GET",
  path,
  async handle(exchange) {
    await exchange.enforce("identity:get_project_tag", { target: projectTarget(exchange) });
    const project = await requireProject(exchange.identity.database.query, projectIdOf(exchange));
    const tag = tagOf(exchange);
    if (!project.tags.includes(tag)) throw notFound("project tag", tag);
    return noContent;
  },
};

/** `PUT /v3/projects/{project_id}/tags/{value}`; a tag that the project has already is 400, as in Keystone. */
export const createTagRoute: Route = {
  method: "PUT",
  path,
  async handle(exchange) {
    const { identity, links } = exchange;
    const projectId = projectIdOf(exchange);
    const tag = tagOf(exchange);
    await exchange.enforce("identity:create_project_tag", { target: projectTarget(exchange) });
    validateSchema(projectTag, tag);
    await identity.database.transaction(async (queries) => {
      const project = await requireProject(queries, projectId);
      validateSchema(projectTags, [...project.tags, tag]);
      assertTagsMutable(project, "create");
      await updateProject(identity, queries, projectId, { tags: [...project.tags, tag.trim()] });
    });
    await exchange.notify("project", "updated", projectIdOf(exchange), withoutInitiator);
    await exchange.notify("project tag", "created", tag.trim());
    return {
      status: 201,
      text: "",
      contentType: "text/html; charset=utf-8",
      // Keystone leaves `projects` out of this address.
      headers: { Location: links.to(projectId, "tags", encodeURIComponent(tag)) },
    };
  },
};

/** `DELETE /v3/projects/{project_id}/tags/{value}`. */
export const deleteTagRoute: Route = {
  method: "DELETE",
  path,
  async handle(exchange) {
    const { identity } = exchange;
    const projectId = projectIdOf(exchange);
    const tag = tagOf(exchange);
    await exchange.enforce("identity:delete_project_tag", { target: projectTarget(exchange) });
    await identity.database.transaction(async (queries) => {
      const project = await requireProject(queries, projectId);
      assertTagsMutable(project, "delete");
      if (!project.tags.includes(tag)) throw notFound("project tag", tag);
      await updateProject(identity, queries, projectId, { tags: project.tags.filter((candidate) => candidate !== tag) });
    });
    await exchange.notify("project", "updated", projectIdOf(exchange), withoutInitiator);
    await exchange.notify("project tag", "deleted", tag, withoutInitiator);
    return noContent;
  },
};
