import type { Route } from "../http/route.ts";
import { createProjectRoute } from "./create.ts";
import { deleteProjectRoute } from "./delete.ts";
import { getProjectRoute } from "./get.ts";
import { listProjectsRoute } from "./list.ts";
import { projectTagRoutes } from "./tags/index.ts";
import { updateProjectRoute } from "./update.ts";

/** keystone/api/projects.py, without the grants on projects. */
export const projectRoutes: readonly Route[] = [
  createProjectRoute,
  listProjectsRoute,
  getProjectRoute,
  updateProjectRoute,
  deleteProjectRoute,
  ...projectTagRoutes,
];
