import type { Route } from "../http/route.ts";
import { createCredentialRoute } from "./create.ts";
import { deleteCredentialRoute } from "./delete.ts";
import { getCredentialRoute } from "./get.ts";
import { listCredentialsRoute } from "./list.ts";
import { updateCredentialRoute } from "./update.ts";

/** `/v3/credentials` (keystone/api/credentials.py). */
export const credentialRoutes: readonly Route[] = [
  listCredentialsRoute,
  createCredentialRoute,
  getCredentialRoute,
  updateCredentialRoute,
  deleteCredentialRoute,
];
