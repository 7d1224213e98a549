import type { Route } from "../http/route.ts";
import { createUserRoute } from "./create.ts";
import { deleteUserRoute } from "./delete.ts";
import { getUserRoute } from "./get.ts";
import { listUserGroupsRoute } from "./groups.ts";
import { listUsersRoute } from "./list.ts";
import { changePasswordRoute } from "./password.ts";
import { updateUserRoute } from "./update.ts";

export const userRoutes: readonly Route[] = [
  listUsersRoute,
  createUserRoute,
  getUserRoute,
  updateUserRoute,
  deleteUserRoute,
  changePasswordRoute,
  listUserGroupsRoute,
];
