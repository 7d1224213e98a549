import type { DirectAssignment } from "../../assignment/index.ts";
import type { ApiRequest } from "../http/request.ts";

/** One family of grant paths: to whom, and on what. */
export interface GrantKind {
  readonly actor: DirectAssignment["actor"]["kind"];
  readonly target: DirectAssignment["target"]["kind"];
  readonly inherited: boolean;
}

/** `/v3/projects/{project_id}/users/{user_id}/roles`, or the OS-INHERIT form without its last segment. */
export function grantsPath({ actor, target, inherited }: GrantKind): string {
  return `/v3${inherited ? "/OS-INHERIT" : ""}/${target}s/{${target}_id}/${actor}s/{${actor}_id}/roles`;
}

/** What OS-INHERIT paths end in. */
export const pathSuffix = ({ inherited }: GrantKind): string => (inherited ? "/inherited_to_projects" : "");

/** The grant that the request's path names; the role ID is empty where the path has none. */
export function readGrant({ pathParameters }: ApiRequest, { actor, target, inherited }: GrantKind): DirectAssignment {
  return {
    actor: { kind: actor, id: pathParameters[`${actor}_id`] ?? "" },
    target: { kind: target, id: pathParameters[`${target}_id`] ?? "" },
    roleId: pathParameters.role_id ?? "",
    inherited,
  };
}
