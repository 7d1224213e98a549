import type { Route } from "../http/route.ts";
import { createPolicyRoute, deletePolicyRoute, updatePolicyRoute } from "./change.ts";
import { getPolicyRoute, listPoliciesRoute } from "./read.ts";

/** Policy documents, which no service reads any more (keystone/api/policy.py, PolicyResource). */
export const policyRoutes: readonly Route[] = [
  createPolicyRoute,
  listPoliciesRoute,
  getPolicyRoute,
  updatePolicyRoute,
  deletePolicyRoute,
];
