import type { PolicyRecord } from "../../store/policies.ts";

/** A policy as answers show it; `links` may be among the attributes that Keystone does not know. */
export interface PolicyBody {
  readonly id: string;
  readonly links?: object;
  readonly [attribute: string]: unknown;
}

/** keystone/policy/backends/sql.py, PolicyModel. */
export function renderPolicy(policy: PolicyRecord): PolicyBody {
  return { ...policy.extra, id: policy.id, blob: policy.blob, type: policy.type };
}
