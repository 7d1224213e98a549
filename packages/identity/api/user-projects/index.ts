import { notFound } from "../../errors/index.ts";
import { getUser } from "../../store/users.ts";
import { listProjectsOfUser } from "../auth-scopes/projects.ts";
import { requireActor } from "../grants/parties.ts";
import { unlessMissing } from "../grants/target.ts";
import { collectionReply, readFilters } from "../http/listing.ts";
import type { Route } from "../http/route.ts";
import { renderProject } from "../projects/render.ts";

const FILTERS = ["domain_id", "enabled", "name"];

/** `GET /v3/users/{user_id}/projects`: where the user has a role, by whatever way (keystone/api/users.py, UserProjectsResource). */
const listUserProjectsRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/projects",
  async handle(exchange) {
    const { identity, request } = exchange;
    const { query } = identity.database;
    const userId = request.pathParameters.user_id ?? "";
    await exchange.enforce("identity:list_user_projects", {
      filters: FILTERS,
      target: async () => {
        const user = await unlessMissing(requireActor(query, { kind: "user", id: userId }));
        return user ? { user } : {};
      },
    });
    if (!(await getUser(query, userId))) throw notFound("user", userId);
    const projects = await listProjectsOfUser(query, userId);
    return collectionReply(exchange, projects.map(renderProject), {
      name: "projects",
      filters: readFilters(request.query, FILTERS),
    });
  },
};

/** keystone/api/users.py, UserProjectsResource. */
export const userProjectRoutes: readonly Route[] = [listUserProjectsRoute];
