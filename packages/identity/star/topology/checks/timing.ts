import type { Check } from "./check.ts";

/** Until then Galera itself does not know whether a node is gone: evs.inactive_timeout is PT15S by default (wsrep_provider_options). */
const GALERA_INACTIVE_SECONDS = 15;

export const holdDownShort: Check = {
  code: "star.timing.hold_down_short",
  severity: "warning",
  rule: "The hold-down is not shorter than Galera needs to tell whether a node is gone (evs.inactive_timeout, 15 s): else replicas move, and are verified, because of a pause that mends itself.",
  find: ({ engine, holdDownSeconds }) =>
    engine === "embedded" || holdDownSeconds >= GALERA_INACTIVE_SECONDS
      ? []
      : [
          {
            path: ["spec", "holdDownSeconds"],
            message: `After ${holdDownSeconds} s the master cluster may still be deciding who is gone; set ${GALERA_INACTIVE_SECONDS} or more (30 is usual).`,
          },
        ],
};

export const isolationShort: Check = {
  code: "star.timing.isolation_short",
  severity: "warning",
  rule: "Admin scopes are refused only after an isolation that is longer than an ordinary failover.",
  find({ holdDownSeconds, refuseAdminAfterIsolationSeconds: limit }) {
    if (limit === undefined || limit > 2 * holdDownSeconds) return [];
    const path = ["spec", "refuseAdminAfterIsolationSeconds"];
    return [
      {
        path,
        message: `${limit} s is no longer than a failover takes: administrators would be locked out by one. Set more than ${2 * holdDownSeconds}.`,
      },
    ];
  },
};
