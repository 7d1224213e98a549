import { writeStar } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { applyDocument } from "../../operate/apply-document.ts";
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
      const { text, dryRun } = body;
      if (typeof text !== "string") throw new MultisiteError("agent.admin.body", "The document must come as `text`.");
      return applyDocument(agent, text, dryRun === true);
    },
  },
];
