import { unauthorized } from "../../errors/index.ts";
import type { AuthMethod } from "../types.ts";

/**
 * Authentication by a web server in front, which tells of it in the environment variable `REMOTE_USER`. This service has no
 * such server in its process, and a header of that name could come from anybody, so the method finds nobody: as Keystone
 * without REMOTE_USER (keystone/auth/plugins/external.py).
 */
export const externalMethod: AuthMethod = {
  name: "external",
  authenticate: async () => {
    throw unauthorized("No authenticated user");
  },
};
