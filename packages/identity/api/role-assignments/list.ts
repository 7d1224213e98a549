import { badRequest } from "../../errors/index.ts";
import { requireTarget } from "../grants/parties.ts";
import type { Exchange } from "../http/exchange.ts";
import { isQueryTrue } from "../http/request.ts";
import type { Reply, Route } from "../http/route.ts";
import { replyInPieces } from "../http/streamed-collection.ts";
import { readAssignmentNames } from "./names.ts";
import { type AssignmentListBounds, pageRoleAssignments } from "./pages.ts";
import { type AssignmentListQuery, readAssignmentListQuery } from "./query.ts";
import { renderAssignment } from "./render.ts";

const TREE_FILTERS = ["group.id", "role.id", "scope.domain.id", "scope.project.id", "scope.OS-INHERIT:inherited_to", "user.id"];
const FILTERS = [...TREE_FILTERS, "scope.system"];

/** `GET /v3/role_assignments` (keystone/api/role_assignments.py). */
export const listRoleAssignmentsRoute: Route = {
  method: "GET",
  path: "/v3/role_assignments",
  handle: (exchange) => (isQueryTrue(exchange.request, "include_subtree") ? listForTree(exchange) : list(exchange)),
};

/** Callers whose token is for a domain see what is assigned on it and on its projects. */
async function list(exchange: Exchange): Promise<Reply> {
  const domainId = (await exchange.caller()).credentials.domain_id;
  const target = domainId ? { domain_id: domainId } : {};
  await exchange.enforce("identity:list_role_assignments", { filters: FILTERS, target });
  return reply(exchange, { includeSubtree: false, withinDomainId: domainId ?? undefined });
}

/** A project that does not exist is 404 before policy is asked. */
async function listForTree(exchange: Exchange): Promise<Reply> {
  const { identity, request } = exchange;
  const projectId = request.query.get("scope.project.id");
  await exchange.enforce("identity:list_role_assignments_for_tree", {
    filters: TREE_FILTERS,
    target: async () => {
      if (!projectId) return {};
      return { project: await requireTarget(identity.database.query, { kind: "project", id: projectId }) };
    },
  });
  if (!projectId) throw badRequest("scope.project.id must be specified if include_subtree is also specified");
  return reply(exchange, { includeSubtree: true, withinDomainId: undefined });
}

function reply(exchange: Exchange, bounds: AssignmentListBounds): Promise<Reply> {
  return replyInPieces(writeList(exchange, readAssignmentListQuery(exchange.request), bounds));
}

/** How many assignments are written in one go. */
const PIECE_SIZE = 500;

async function* writeList(
  { identity, links }: Exchange,
  asked: AssignmentListQuery,
  bounds: AssignmentListBounds,
): AsyncGenerator<string, void> {
  const { query } = identity.database;
  yield '{"role_assignments": [';
  let separator = "";
  for await (const page of pageRoleAssignments(query, asked, bounds)) {
    const names = asked.includeNames ? await readAssignmentNames(query, page) : undefined;
    for (let start = 0; start < page.length; start += PIECE_SIZE) {
      const piece = page.slice(start, start + PIECE_SIZE).map((entity) => JSON.stringify(renderAssignment(links, entity, names)));
      yield separator + piece.join(", ");
      separator = ", ";
    }
  }
  yield `], "links": ${JSON.stringify({ next: null, self: links.self, previous: null })}}\n`;
}
