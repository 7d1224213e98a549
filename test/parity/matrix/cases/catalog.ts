import {
  endpoint,
  endpointGroup,
  newRegionId,
  policy,
  policyOfEndpoint,
  policyOfRegion,
  policyOfService,
  region,
  service,
  unboundPolicy,
} from "../fixtures/catalog.ts";
import { endpointGroupInProject, endpointInProject, project, projectAndEndpoint } from "../fixtures/resources.ts";
import type { Fixture } from "../stage.ts";
import { both, type Case, itemCases } from "./types.ts";

const EP = "/v3/OS-EP-FILTER";
const BOUND = "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY";

/** Regions, services, endpoints, endpoint filters, policies. */
export const catalogCases: readonly Case[] = [
  { route: "GET /v3/regions" },
  { route: "POST /v3/regions", body: ({ stage }) => ({ region: { id: stage.unique("region") } }) },
  { route: "PUT /v3/regions/{region_id}", consumes: newRegionId, body: () => ({ region: {} }) },
  ...itemCases("/v3/regions/{region_id}", region, ["global"], { region: { description: "changed" } }),
  { route: "GET /v3/services" },
  { route: "POST /v3/services", body: () => ({ service: { type: "parity" } }) },
  ...itemCases("/v3/services/{service_id}", service, ["global"], { service: { description: "changed" } }),
  { route: "GET /v3/endpoints" },
  {
    route: "POST /v3/endpoints",
    uses: service,
    body: ({ parameters }) => ({
      endpoint: { service_id: parameters.service_id, interface: "public", url: "http://service.test" },
    }),
  },
  ...itemCases("/v3/endpoints/{endpoint_id}", endpoint, ["global"], { endpoint: { name: "changed" } }),
  { route: `GET ${EP}/endpoint_groups` },
  {
    route: `POST ${EP}/endpoint_groups`,
    body: ({ stage }) => ({ endpoint_group: { name: stage.unique("group"), filters: { interface: "public" } } }),
  },
  ...itemCases(`${EP}/endpoint_groups/{endpoint_group_id}`, endpointGroup, ["global"], {
    endpoint_group: { description: "changed" },
  }),
  { route: `GET ${EP}/endpoint_groups/{endpoint_group_id}/endpoints`, uses: endpointGroup },
  { route: `GET ${EP}/endpoint_groups/{endpoint_group_id}/projects`, uses: endpointGroup },
  ...associationCases(
    `${EP}/endpoint_groups/{endpoint_group_id}/projects/{project_id}`,
    projectAndEndpoint,
    endpointGroupInProject,
    both,
  ),
  { route: `GET ${EP}/endpoints/{endpoint_id}/projects`, uses: endpoint },
  { route: `GET ${EP}/projects/{project_id}/endpoint_groups`, uses: project, places: both },
  { route: `GET ${EP}/projects/{project_id}/endpoints`, uses: project, places: both },
  ...associationCases(`${EP}/projects/{project_id}/endpoints/{endpoint_id}`, projectAndEndpoint, endpointInProject, both),
  { route: "GET /v3/policies" },
  { route: "POST /v3/policies", body: () => ({ policy: { blob: "{}", type: "application/json" } }) },
  ...itemCases("/v3/policies/{policy_id}", policy, ["global"], { policy: { blob: "[]" } }),
  { route: `GET ${BOUND}/endpoints`, uses: policy },
  ...associationCases(`${BOUND}/endpoints/{endpoint_id}`, unboundPolicy, policyOfEndpoint),
  ...associationCases(`${BOUND}/services/{service_id}`, unboundPolicy, policyOfService),
  ...associationCases(`${BOUND}/services/{service_id}/regions/{region_id}`, unboundPolicy, policyOfRegion),
  { route: "GET /v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy", uses: policyOfEndpoint },
];

function associationCases(path: string, apart: Fixture, together: Fixture, places: Case["places"] = ["global"]): Case[] {
  return [
    { route: `PUT ${path}`, consumes: apart, places },
    { route: `GET ${path}`, uses: together, places },
    { route: `DELETE ${path}`, consumes: together, places },
  ];
}
