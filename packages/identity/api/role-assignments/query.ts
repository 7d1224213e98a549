import { badRequest } from "../../errors/index.ts";
import { type ApiRequest, isQueryTrue } from "../http/request.ts";

/** What a list of role assignments is asked for; an empty parameter counts as none. */
export interface AssignmentListQuery {
  readonly userId: string | undefined;
  readonly groupId: string | undefined;
  readonly roleId: string | undefined;
  readonly projectId: string | undefined;
  readonly domainId: string | undefined;
  /** `scope.system`; every value but "all" matches nothing special, as in Keystone. */
  readonly system: string | undefined;
  /** Only inherited assignments, or only such as are not; undefined for both. */
  readonly inherited: boolean | undefined;
  readonly effective: boolean;
  readonly includeNames: boolean;
}

const INHERITED_TO = "scope.OS-INHERIT:inherited_to";

/** Reads the query; 400 for combinations that contradict each other (keystone/api/role_assignments.py, _assert_…). */
export function readAssignmentListQuery(request: ApiRequest): AssignmentListQuery {
  const { query } = request;
  const parameter = (name: string): string | undefined => query.get(name) || undefined;
  const asked: AssignmentListQuery = {
    userId: parameter("user.id"),
    groupId: parameter("group.id"),
    roleId: parameter("role.id"),
    projectId: parameter("scope.project.id"),
    domainId: parameter("scope.domain.id"),
    system: parameter("scope.system"),
    inherited: query.has(INHERITED_TO) ? query.get(INHERITED_TO) === "projects" : undefined,
    effective: isQueryTrue(request, "effective"),
    includeNames: isQueryTrue(request, "include_names"),
  };
  requireConsistent(asked);
  return asked;
}

function requireConsistent({ userId, groupId, projectId, domainId, system, effective, inherited }: AssignmentListQuery): void {
  if (domainId && projectId) throw badRequest("Specify a domain or project, not both");
  if (domainId && system) throw badRequest("Specify system or domain, not both");
  if (projectId && system) throw badRequest("Specify system or project, not both");
  if (userId && groupId) throw badRequest("Specify a user or group, not both");
  if (!effective) return;
  if (groupId) throw badRequest("Combining effective and group filter will always result in an empty list.");
  if (inherited && domainId) {
    throw badRequest("Combining effective, domain and inherited filters will always result in an empty list.");
  }
}
