import type { Route } from "../../http/route.ts";
import { deleteTagsRoute, listTagsRoute, updateTagsRoute } from "./collection.ts";
import { checkTagRoute, createTagRoute, deleteTagRoute } from "./single.ts";

/** Tags of projects. */
export const projectTagRoutes: readonly Route[] = [
  listTagsRoute,
  updateTagsRoute,
  deleteTagsRoute,
  checkTagRoute,
  createTagRoute,
  deleteTagRoute,
];
