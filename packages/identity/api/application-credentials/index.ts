import type { Route } from "../http/route.ts";
import { createApplicationCredentialRoute } from "./create.ts";
import { deleteApplicationCredentialRoute } from "./delete.ts";
import { getApplicationCredentialRoute } from "./get.ts";
import { listApplicationCredentialsRoute } from "./list.ts";

/** Application credentials of a user (keystone/api/users.py). */
export const applicationCredentialRoutes: readonly Route[] = [
  listApplicationCredentialsRoute,
  createApplicationCredentialRoute,
  getApplicationCredentialRoute,
  deleteApplicationCredentialRoute,
];
