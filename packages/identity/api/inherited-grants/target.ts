import { requireActor, requireRoleParty, requireTarget } from "../grants/parties.ts";
import { type TargetBuilder, unlessMissing } from "../grants/target.ts";

/**
 * Role, user or group, and project or domain; what is missing is empty, so that policy decides before anybody learns that it
 * is missing. Keystone does not look for the user or group later on either (keystone/api/os_inherit.py,
 * _build_enforcement_target_attr).
 */
export const buildInheritedGrantTarget: TargetBuilder = async (queries, { actor, target, roleId }) => ({
  ...(roleId === "" ? {} : { role: (await unlessMissing(requireRoleParty(queries, roleId))) ?? {} }),
  [actor.kind]: (await unlessMissing(requireActor(queries, actor))) ?? {},
  [target.kind]: (await unlessMissing(requireTarget(queries, target))) ?? {},
});
