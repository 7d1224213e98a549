import { takeOver } from "../../operate/take-over.ts";
import { requireText } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const replicationRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/v1/replication/takeover",
    handle: (agent, { body }) =>
      takeOver(agent, {
        reason: requireText(body, "reason"),
        onMyWord: body.onMyWord === true,
        isDryRun: body.dryRun === true,
      }),
  },
];
