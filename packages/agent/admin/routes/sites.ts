import { inviteNode } from "../../join/invite.ts";
import { evictSite } from "../../operate/evict.ts";
import { requireText } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

/** A day is long enough to get to a site, and short enough for a word on a piece of paper. */
const DEFAULT_HOURS = 24;

export const siteRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/v1/invitations",
    handle: (agent, { body }) =>
      inviteNode(agent, requireText(body, "node"), typeof body.hours === "number" ? body.hours : DEFAULT_HOURS),
  },
  {
    method: "POST",
    path: "/v1/sites/{site}/evict",
    handle: (agent, { path, body }) =>
      evictSite(agent, { site: path.site ?? "", reason: requireText(body, "reason"), isDryRun: body.dryRun === true }),
  },
];
