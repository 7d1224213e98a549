import { countedMembers } from "../certificates.ts";
import type { Rule } from "./types.ts";

/** From the moment of its admission a member is counted in all certificates here; the list tells it what it has to hold. */
export const admit: Rule = ({ view, local }) => {
  if (!view.members.has(view.me)) return [];
  const keyIds = view.keys.filter((key) => local.onDisk.has(key.keyId) && !key.removed.has(view.me)).map(({ keyId }) => keyId);
  const members = [...countedMembers(view)].sort();
  return [...view.members.keys()]
    .filter((name) => name !== view.me && view.admissions.get(name)?.has(view.me) !== true)
    .map((member) => ({ do: "admit" as const, member, keyIds, members }));
};
