import { takeOver } from "../../operate/take-over.ts";
import { requireText } from "../fields.ts";
import { type AdminRoute, DRY_RUN } from "../route.ts";

export const replicationRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/v1/replication/takeover",
    about: "Makes this standby the star's writer (embedded engine).",
    fields: {
      reason: { type: "text", about: "why, for the audit trail", isRequired: true },
      onMyWord: { type: "flag", about: "the operator answers for it that the former writer takes no writes" },
      ...DRY_RUN,
    },
    handle: (agent, { body }) =>
      takeOver(agent, {
        reason: requireText(body, "reason"),
        onMyWord: body.onMyWord === true,
        isDryRun: body.dryRun === true,
      }),
  },
];
