import { requirePolicy } from "../../catalog/endpoint-policy.ts";
import { requireEndpoint } from "../../catalog/endpoints.ts";
import { requireRegion } from "../../catalog/regions.ts";
import { requireService } from "../../catalog/services.ts";
import { notFoundText } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { hasPolicy, type PolicySubject, setPolicy, unsetPolicy } from "../../store/policy-associations.ts";
import { noContent, type Route } from "../http/route.ts";

type PathParameters = Readonly<Record<string, string>>;

/** One of the three kinds of things that a policy can be associated with. */
interface AssociationKind {
  /** End of the policy actions' names. */
  readonly action: string;
  readonly path: string;
  /** The thing that the path names; 404 when it does not exist. */
  readonly requireSubject: (queries: Queries, path: PathParameters) => Promise<PolicySubject>;
}

const KINDS: readonly AssociationKind[] = [
  {
    action: "policy_association_for_endpoint",
    path: "endpoints/{endpoint_id}",
    async requireSubject(queries, path) {
      return { endpointId: (await requireEndpoint(queries, path.endpoint_id ?? "")).id };
    },
  },
  {
    action: "policy_association_for_service",
    path: "services/{service_id}",
    async requireSubject(queries, path) {
      return { serviceId: (await requireService(queries, path.service_id ?? "")).id };
    },
  },
  {
    action: "policy_association_for_region_and_service",
    path: "services/{service_id}/regions/{region_id}",
    async requireSubject(queries, path) {
      const service = await requireService(queries, path.service_id ?? "");
      const region = await requireRegion(queries, path.region_id ?? "");
      return { serviceId: service.id, regionId: region.id };
    },
  },
];

/** Check, create and delete for each kind (keystone/api/policy.py, EndpointPolicyAssociations and the two after it). */
export const associationRoutes: readonly Route[] = KINDS.flatMap(routesOf);

function routesOf({ action, path, requireSubject }: AssociationKind): Route[] {
  const fullPath = `/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/${path}`;
  const requireBoth = async (queries: Queries, parameters: PathParameters) => {
    const policy = await requirePolicy(queries, parameters.policy_id ?? "");
    return { policyId: policy.id, subject: await requireSubject(queries, parameters) };
  };
  return [
    {
      method: "GET",
      path: fullPath,
      async handle(exchange) {
        await exchange.enforce(`identity:check_${action}`);
        const { query } = exchange.identity.database;
        const { policyId, subject } = await requireBoth(query, exchange.request.pathParameters);
        if (!(await hasPolicy(query, policyId, subject))) throw notFoundText("Could not find policy association.");
        return noContent;
      },
    },
    {
      method: "PUT",
      path: fullPath,
      async handle(exchange) {
        await exchange.enforce(`identity:create_${action}`);
        const { database, random } = exchange.identity;
        await database.transaction(async (queries) => {
          const { policyId, subject } = await requireBoth(queries, exchange.request.pathParameters);
          await setPolicy(queries, random, policyId, subject);
        });
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: fullPath,
      async handle(exchange) {
        await exchange.enforce(`identity:delete_${action}`);
        await exchange.identity.database.transaction(async (queries) => {
          const { policyId, subject } = await requireBoth(queries, exchange.request.pathParameters);
          await unsetPolicy(queries, policyId, subject);
        });
        return noContent;
      },
    },
  ];
}
