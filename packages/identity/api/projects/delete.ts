import { withoutInitiator } from "../../audit/index.ts";
import { type DeletedResources, deleteProject } from "../../projects/delete.ts";
import { requireProject } from "../../projects/project.ts";
import { deleteInBulk } from "../http/bulk-delete.ts";
import type { Exchange } from "../http/exchange.ts";
import { noContent, type Route } from "../http/route.ts";
import { projectIdOf, projectTarget } from "./target.ts";

/** `DELETE /v3/projects/{project_id}` (keystone/api/projects.py, ProjectResource.delete). */
export const deleteProjectRoute: Route = {
  method: "DELETE",
  path: "/v3/projects/{project_id}",
  async handle(exchange) {
    const { identity } = exchange;
    await exchange.enforce("identity:delete_project", { target: projectTarget(exchange) });
    const { project, deleted } = await deleteInBulk(exchange, async (queries) => {
      const found = await requireProject(queries, projectIdOf(exchange));
      return { project: found, deleted: await deleteProject(identity, queries, found) };
    });
    await notifyDeleted(exchange, project.id, deleted);
    if (project.isDomain) await exchange.notify("domain", "deleted", project.id);
    return noContent;
  },
};

/** One event for each thing that went with `projectId`, in Keystone's order (keystone/resource/core.py, _delete_domain). */
export async function notifyDeleted(exchange: Exchange, projectId: string, deleted: DeletedResources): Promise<void> {
  const within = deleted.projectIds.filter((id) => id !== projectId);
  for (const id of within) await exchange.notify("project", "deleted", id, withoutInitiator);
  for (const id of deleted.groupIds) await exchange.notify("group", "deleted", id, withoutInitiator);
  for (const id of deleted.userIds) await exchange.notify("user", "deleted", id, withoutInitiator);
  await exchange.notify("project", "deleted", projectId);
}
