import type { Identity } from "../identity.ts";
import { createAdminUser } from "./admin-user.ts";
import { createCatalog, createRegion } from "./catalog.ts";
import { createAdminProject, createDefaultDomain } from "./projects.ts";
import { createRoles, grantRoles } from "./roles.ts";
import type { BootstrapOptions, BootstrapState, BootstrapStep } from "./types.ts";

export type { BootstrapOptions } from "./types.ts";

/** The order of `keystone-manage bootstrap` (keystone/cmd/bootstrap.py). */
const STEPS: readonly BootstrapStep[] = [
  createDefaultDomain,
  createAdminProject,
  createAdminUser,
  createRoles,
  grantRoles,
  createRegion,
  createCatalog,
];

/** Makes the first domain, project, user, roles and catalog, or adds what is missing. All of it happens, or nothing. */
export async function bootstrap(
  identity: Pick<Identity, "config" | "clock" | "random" | "database" | "passwords">,
  options: BootstrapOptions,
  say: (line: string) => void,
): Promise<{ readonly userId: string; readonly projectId: string }> {
  return identity.database.transaction(async (queries) => {
    const state: BootstrapState = { identity, queries, options, say, projectId: "", userId: "", roleIds: {} };
    for (const step of STEPS) await step(state);
    return { userId: state.userId, projectId: state.projectId };
  });
}
