import { ADMIN_OR_SYSTEM_READER, ADMIN_REQUIRED } from "./base.ts";
import type { PolicyRule } from "./rule.ts";

/** keystone/common/policies/consumer.py */
export const consumerRules: readonly PolicyRule[] = [
  {
    name: "identity:get_consumer",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-OAUTH1/consumers/{consumer_id}" }],
    deprecated: { name: "identity:get_consumer", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:list_consumers",
    check: ADMIN_OR_SYSTEM_READER,
    scopeTypes: ["system", "project"],
    operations: [{ method: "GET", path: "/v3/OS-OAUTH1/consumers" }],
    deprecated: { name: "identity:list_consumers", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:create_consumer",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "POST", path: "/v3/OS-OAUTH1/consumers" }],
    deprecated: { name: "identity:create_consumer", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:update_consumer",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "PATCH", path: "/v3/OS-OAUTH1/consumers/{consumer_id}" }],
    deprecated: { name: "identity:update_consumer", check: ADMIN_REQUIRED },
  },
  {
    name: "identity:delete_consumer",
    check: ADMIN_REQUIRED,
    scopeTypes: ["system", "project"],
    operations: [{ method: "DELETE", path: "/v3/OS-OAUTH1/consumers/{consumer_id}" }],
    deprecated: { name: "identity:delete_consumer", check: ADMIN_REQUIRED },
  },
];
