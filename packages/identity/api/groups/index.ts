import type { Route } from "../http/route.ts";
import { createGroupRoute } from "./create.ts";
import { deleteGroupRoute } from "./delete.ts";
import { getGroupRoute } from "./get.ts";
import { listGroupsRoute } from "./list.ts";
import { addGroupUserRoute, checkGroupUserRoute, listGroupUsersRoute, removeGroupUserRoute } from "./members.ts";
import { updateGroupRoute } from "./update.ts";

export const groupRoutes: readonly Route[] = [
  listGroupsRoute,
  createGroupRoute,
  getGroupRoute,
  updateGroupRoute,
  deleteGroupRoute,
  listGroupUsersRoute,
  checkGroupUserRoute,
  addGroupUserRoute,
  removeGroupUserRoute,
];
