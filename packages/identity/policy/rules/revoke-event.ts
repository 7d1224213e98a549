import { SERVICE_OR_ADMIN } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/revoke_event.py */
export const revokeEventRules: readonly PolicyRule[] = [
  {
    name: "identity:list_revoke_events",
    check: SERVICE_OR_ADMIN,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-REVOKE/events" }],
  },
];
