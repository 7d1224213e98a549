import { evictSite } from "../../operate/evict.ts";
import { requireText } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const siteRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/v1/sites/{site}/evict",
    handle: (agent, { path, body }) =>
      evictSite(agent, { site: path.site ?? "", reason: requireText(body, "reason"), isDryRun: body.dryRun === true }),
  },
];
