import { granted, ungranted } from "../fixtures/people.ts";
import { both, type Case } from "./types.ts";

const INHERITED = "/inherited_to_projects";

/** Where roles are granted, and what follows the role in the path. */
const KINDS: readonly (readonly [string, string])[] = ["user", "group"].flatMap((actor) => {
  const holder = `${actor}s/{${actor}_id}/roles`;
  return [
    [`/v3/projects/{project_id}/${holder}`, ""],
    [`/v3/domains/{domain_id}/${holder}`, ""],
    [`/v3/system/${holder}`, ""],
    [`/v3/OS-INHERIT/projects/{project_id}/${holder}`, INHERITED],
    [`/v3/OS-INHERIT/domains/{domain_id}/${holder}`, INHERITED],
  ] as const;
});

/** Role grants of users and groups on projects, domains and the system, inherited or not. */
export const grantCases: readonly Case[] = KINDS.flatMap(([path, suffix]) => {
  const item = `${path}/{role_id}${suffix}`;
  const together = granted(item);
  // Keystone can list what is inherited from a domain, but not what is inherited from a project.
  const hasList = !path.startsWith("/v3/OS-INHERIT/projects");
  return [
    ...(hasList ? [{ route: `GET ${path}${suffix}`, uses: together, places: both }] : []),
    { route: `PUT ${item}`, consumes: ungranted, places: both },
    { route: `GET ${item}`, uses: together, places: both },
    { route: `DELETE ${item}`, consumes: together, places: both },
  ];
});
