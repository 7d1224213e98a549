import { writeStar } from "@multisite/identity/star";
import { applyDocument } from "../../operate/apply-document.ts";
import { requireText } from "../fields.ts";
import { type AdminRoute, DRY_RUN } from "../route.ts";

export const documentRoutes: readonly AdminRoute[] = [
  {
    method: "GET",
    path: "/v1/document",
    about: "The star's document, with its generation.",
    fields: {},
    handle({ ports }) {
      const star = ports.document.current();
      return { generation: star.generation, text: writeStar(star) };
    },
  },
  {
    method: "POST",
    path: "/v1/document",
    about: "Makes this the star's document.",
    fields: { text: { type: "text", about: "the document, as YAML", isRequired: true }, ...DRY_RUN },
    handle(agent, { body }) {
      return applyDocument(agent, requireText(body, "text"), body.dryRun === true);
    },
  },
];
