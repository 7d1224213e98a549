import { inviteNode } from "../../join/invite.ts";
import { evictSite } from "../../operate/evict.ts";
import { requireText } from "../fields.ts";
import { type AdminRoute, DRY_RUN } from "../route.ts";

/** A day is long enough to get to a site, and short enough for a word on a piece of paper. */
const DEFAULT_HOURS = 24;

export const siteRoutes: readonly AdminRoute[] = [
  {
    method: "POST",
    path: "/v1/invitations",
    about: "Invites a node of the document to join: gives the words that it joins with.",
    fields: {
      node: { type: "text", about: "name of the node", isRequired: true },
      hours: { type: "number", about: `how long the invitation is good for; ${DEFAULT_HOURS} without it` },
    },
    handle: (agent, { body }) =>
      inviteNode(agent, requireText(body, "node"), typeof body.hours === "number" ? body.hours : DEFAULT_HOURS),
  },
  {
    method: "POST",
    path: "/v1/sites/{site}/evict",
    about: "Shuts a site that was captured out of the star: its certificates, its database accounts and all staged keys.",
    fields: { reason: { type: "text", about: "why, for the audit trail", isRequired: true }, ...DRY_RUN },
    handle: (agent, { path, body }) =>
      evictSite(agent, { site: path.site ?? "", reason: requireText(body, "reason"), isDryRun: body.dryRun === true }),
  },
];
