import { requireProject } from "../../projects/project.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply } from "../http/listing.ts";
import type { Reply } from "../http/route.ts";
import { renderProject } from "../projects/render.ts";

/** A list of the projects; 404 when one of them no longer exists, as in Keystone. */
export async function projectsReply(exchange: Exchange, projectIds: readonly string[]): Promise<Reply> {
  const { query } = exchange.identity.database;
  const projects = [];
  for (const id of projectIds) projects.push(renderProject(await requireProject(query, id)));
  return collectionReply(exchange, projects, { name: "projects" });
}
