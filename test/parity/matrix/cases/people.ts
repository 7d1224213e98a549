import { group, groupAndUser, impliedRole, membership, removableUser, role, twoRoles, user } from "../fixtures/people.ts";
import type { Place } from "../types.ts";
import { both, type Case, itemCases } from "./types.ts";

const everywhere: readonly Place[] = ["global", "home", "away"];
const IMPLIES = "/v3/roles/{prior_role_id}/implies";

/** Users, groups, roles. */
export const peopleCases: readonly Case[] = [
  { route: "GET /v3/users" },
  {
    route: "POST /v3/users",
    places: both,
    body: ({ stage, household }) => ({ user: { name: stage.unique("user"), domain_id: household.domainId } }),
  },
  ...itemCases("/v3/users/{user_id}", user, both, { user: { description: "changed" } }, removableUser),
  { route: "GET /v3/users/{user_id}/groups", uses: user, places: both },
  { route: "GET /v3/users/{user_id}/projects", uses: user, places: both },
  { route: "GET /v3/users/{user_id}/password", uses: user, places: both },
  {
    route: "POST /v3/users/{user_id}/password",
    consumes: removableUser,
    places: both,
    body: ({ parameters }) => ({ user: { original_password: parameters.password, password: "another-password" } }),
  },
  { route: "GET /v3/groups" },
  {
    route: "POST /v3/groups",
    places: both,
    body: ({ stage, household }) => ({ group: { name: stage.unique("group"), domain_id: household.domainId } }),
  },
  ...itemCases("/v3/groups/{group_id}", group, both, { group: { description: "changed" } }),
  { route: "GET /v3/groups/{group_id}/users", uses: group, places: both },
  { route: "PUT /v3/groups/{group_id}/users/{user_id}", consumes: groupAndUser, places: both },
  { route: "GET /v3/groups/{group_id}/users/{user_id}", uses: membership, places: both },
  { route: "DELETE /v3/groups/{group_id}/users/{user_id}", consumes: membership, places: both },
  { route: "GET /v3/roles" },
  {
    route: "POST /v3/roles",
    places: everywhere,
    body: ({ stage, place, household }) => ({
      role: { name: stage.unique("role"), ...(place === "global" ? {} : { domain_id: household.domainId }) },
    }),
  },
  ...itemCases("/v3/roles/{role_id}", role, everywhere, { role: { description: "changed" } }),
  { route: `GET ${IMPLIES}`, uses: twoRoles, places: everywhere },
  { route: `PUT ${IMPLIES}/{implied_role_id}`, consumes: twoRoles, places: everywhere },
  { route: `GET ${IMPLIES}/{implied_role_id}`, uses: impliedRole, places: everywhere },
  { route: `DELETE ${IMPLIES}/{implied_role_id}`, consumes: impliedRole, places: everywhere },
  { route: "GET /v3/role_inferences" },
  { route: "GET /v3/role_assignments" },
];
