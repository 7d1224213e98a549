import { notFound, notFoundText } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { type EndpointRecord, listEndpoints } from "../store/endpoints.ts";
import { getPolicy, type PolicyRecord } from "../store/policies.ts";
import { getPolicyIdOf, listSubjects, type PolicySubject } from "../store/policy-associations.ts";
import { listRegions } from "../store/regions.ts";
import { requireEndpoint } from "./endpoints.ts";
import { regionsBelow, requireRegion } from "./regions.ts";

/** A policy by ID, else 404. */
export async function requirePolicy(queries: Queries, policyId: string): Promise<PolicyRecord> {
  const policy = await getPolicy(queries, policyId);
  if (!policy) throw notFound("policy", policyId);
  return policy;
}

/**
 * The policy that is in force for an endpoint: its own, else that of its service in its region or the nearest region above,
 * else that of its service (keystone/endpoint_policy/core.py, get_policy_for_endpoint). @throws KeystoneError 404 for none
 */
export async function requirePolicyOfEndpoint(queries: Queries, endpointId: string): Promise<PolicyRecord> {
  const endpoint = await requireEndpoint(queries, endpointId);
  const policyId =
    (await getPolicyIdOf(queries, { endpointId })) ??
    (await findInRegions(queries, endpoint)) ??
    (await getPolicyIdOf(queries, { serviceId: endpoint.serviceId }));
  if (policyId === undefined) throw notFoundText(`No policy is associated with endpoint ${endpointId}.`);
  return requirePolicy(queries, policyId);
}

/** Looks in the endpoint's region and up; a circle, which an old Keystone may have let in, ends the search. */
async function findInRegions(queries: Queries, { serviceId, regionId }: EndpointRecord): Promise<string | undefined> {
  const seen = new Set<string>();
  let current = regionId;
  while (current !== null && !seen.has(current)) {
    const policyId = await getPolicyIdOf(queries, { serviceId, regionId: current });
    if (policyId !== undefined) return policyId;
    seen.add(current);
    current = (await requireRegion(queries, current)).parentRegionId;
  }
  return undefined;
}

/**
 * The endpoints that a policy is given to, subject by subject, also those whose own policy is another one
 * (keystone/endpoint_policy/core.py, list_endpoints_for_policy).
 */
export async function listEndpointsOfPolicy(queries: Queries, policyId: string): Promise<EndpointRecord[]> {
  const endpoints = await listEndpoints(queries);
  const regions = await listRegions(queries);
  const found: EndpointRecord[] = [];
  for (const subject of await listSubjects(queries, policyId)) {
    if ("endpointId" in subject) found.push(await requireEndpoint(queries, subject.endpointId));
    else
      found.push(...endpointsOf(subject, endpoints, "regionId" in subject ? regionsBelow(regions, subject.regionId) : undefined));
  }
  return found;
}

/** A service's endpoints; with regions only those in them, region by region. */
function endpointsOf(
  { serviceId }: Extract<PolicySubject, { serviceId: string }>,
  endpoints: readonly EndpointRecord[],
  regionIds: readonly string[] | undefined,
): EndpointRecord[] {
  const ofService = endpoints.filter((endpoint) => endpoint.serviceId === serviceId);
  if (regionIds === undefined) return ofService;
  return regionIds.flatMap((regionId) => ofService.filter((endpoint) => endpoint.regionId === regionId));
}
