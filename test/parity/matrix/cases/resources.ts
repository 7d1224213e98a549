import {
  domain,
  domainConfig,
  limit,
  project,
  registeredLimit,
  removableDomain,
  removableProject,
  taggedProject,
} from "../fixtures/resources.ts";
import { both, type Case, itemCases } from "./types.ts";

const CONFIG = "/v3/domains/{domain_id}/config";
const TAGS = "/v3/projects/{project_id}/tags";

/** Domains, their configuration, projects, tags, limits. */
export const resourceCases: readonly Case[] = [
  { route: "GET /v3/domains" },
  { route: "POST /v3/domains", body: ({ stage }) => ({ domain: { name: stage.unique("domain") } }) },
  ...itemCases("/v3/domains/{domain_id}", domain, both, { domain: { description: "changed" } }, removableDomain),
  { route: "GET /v3/domains/config/default" },
  { route: "GET /v3/domains/config/{group}/default", uses: async () => ({ group: "ldap" }) },
  { route: "GET /v3/domains/config/{group}/{option}/default", uses: async () => ({ group: "ldap", option: "url" }) },
  {
    route: `PUT ${CONFIG}`,
    uses: domainConfig,
    places: both,
    body: () => ({ config: { identity: { driver: "ldap" }, ldap: { url: "ldap://directory.test" } } }),
  },
  { route: `GET ${CONFIG}`, uses: domainConfig, places: both },
  {
    route: `PATCH ${CONFIG}`,
    uses: domainConfig,
    places: both,
    body: () => ({ config: { ldap: { url: "ldap://changed.test" } } }),
  },
  { route: `GET ${CONFIG}/{group}`, uses: domainConfig, places: both },
  {
    route: `PATCH ${CONFIG}/{group}`,
    uses: domainConfig,
    places: both,
    body: () => ({ config: { ldap: { url: "ldap://changed.test" } } }),
  },
  { route: `GET ${CONFIG}/{group}/{option}`, uses: domainConfig, places: both },
  {
    route: `PATCH ${CONFIG}/{group}/{option}`,
    uses: domainConfig,
    places: both,
    body: () => ({ config: { url: "ldap://changed.test" } }),
  },
  { route: `DELETE ${CONFIG}/{group}/{option}`, disturbs: domainConfig, places: both },
  { route: `DELETE ${CONFIG}/{group}`, disturbs: domainConfig, places: both },
  { route: `DELETE ${CONFIG}`, disturbs: domainConfig, places: both },
  { route: "GET /v3/projects" },
  {
    route: "POST /v3/projects",
    places: both,
    body: ({ stage, household }) => ({ project: { name: stage.unique("project"), domain_id: household.domainId } }),
  },
  ...itemCases("/v3/projects/{project_id}", project, both, { project: { description: "changed" } }, removableProject),
  { route: `GET ${TAGS}`, uses: project, places: both },
  { route: `PUT ${TAGS}`, uses: project, places: both, body: () => ({ tags: ["blue"] }) },
  { route: `DELETE ${TAGS}`, uses: project, places: both },
  {
    route: `PUT ${TAGS}/{value}`,
    consumes: async (...here) => ({ ...(await removableProject(...here)), value: "red" }),
    places: both,
  },
  { route: `GET ${TAGS}/{value}`, uses: taggedProject, places: both },
  { route: `DELETE ${TAGS}/{value}`, consumes: taggedProject, places: both },
  { route: "GET /v3/registered_limits" },
  {
    route: "POST /v3/registered_limits",
    uses: registeredLimit,
    body: ({ stage, parameters: { service_id } }) => ({
      registered_limits: [{ service_id, resource_name: stage.unique("resource"), default_limit: 10 }],
    }),
  },
  ...itemCases("/v3/registered_limits/{registered_limit_id}", registeredLimit, ["global"], {
    registered_limit: { default_limit: 11 },
  }),
  { route: "GET /v3/limits" },
  { route: "GET /v3/limits/model" },
  {
    route: "POST /v3/limits",
    consumes: registeredLimit,
    places: both,
    body: ({ household: { projectId }, parameters: { service_id, resource_name } }) => ({
      limits: [{ project_id: projectId, service_id, resource_name, resource_limit: 5 }],
    }),
  },
  ...itemCases("/v3/limits/{limit_id}", limit, both, { limit: { resource_limit: 6 } }),
];
