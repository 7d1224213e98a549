import { writeStar } from "@multisite/identity/star";
import { applyDocument } from "../../operate/apply-document.ts";
import { requireText } from "../fields.ts";
import type { AdminRoute } from "../route.ts";

export const documentRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/document",
    handle({ ports }) {
      const star = ports.document.current();
      return { generation: star.generation, text: writeStar(star) };
    },
  },
  {
    method: "POST",
    path: "/v1/document",
    handle(agent, { body }) {
      return applyDocument(agent, requireText(body, "text"), body.dryRun === true);
    },
  },
];
