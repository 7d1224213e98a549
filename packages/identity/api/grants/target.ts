import type { DirectAssignment } from "../../assignment/index.ts";
import { KeystoneError } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { type Party, requireActor, requireRoleParty, requireTarget } from "./parties.ts";

/** Gathers what policy may look at. `roleId` is empty for a list. */
export type TargetBuilder = (queries: Queries, grant: DirectAssignment, mayLackActor: boolean) => Promise<object>;

/**
 * Role, user or group, and project or domain, 404 for the first that is missing, in Keystone's order; a revocation does not
 * mind that the user or group is gone (keystone/api/projects.py and keystone/api/domains.py, _build_enforcement_target…).
 */
export const buildGrantTarget: TargetBuilder = async (queries, grant, mayLackActor) => {
  const { actor, target, roleId } = grant;
  const parties: Record<string, Party> = {};
  if (target.kind === "domain") parties.domain = await requireTarget(queries, target);
  if (roleId !== "") parties.role = await requireRoleParty(queries, roleId);
  const found = mayLackActor ? await unlessMissing(requireActor(queries, actor)) : await requireActor(queries, actor);
  if (found) parties[actor.kind] = found;
  if (target.kind === "project") parties.project = await requireTarget(queries, target);
  return parties;
};

/** Undefined instead of 404. */
export function unlessMissing(pending: Promise<Party>): Promise<Party | undefined> {
  return pending.catch((thrown) => {
    if (thrown instanceof KeystoneError && thrown.status === 404) return undefined;
    throw thrown;
  });
}
