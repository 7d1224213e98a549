import { countedMembers, membersToAdmit } from "../certificates.ts";
import type { Rule } from "./types.ts";

/** Tells a newer member that it is counted in all certificates here, what it has to hold, and of whom it may not have heard. */
export const admit: Rule = ({ view, local }) => {
  if (!view.members.has(view.me)) return [];
  const keyIds = view.keys.filter((key) => local.onDisk.has(key.keyId) && !key.removed.has(view.me)).map(({ keyId }) => keyId);
  const counted = [...countedMembers(view)].sort();
  return [...view.members.keys()]
    .filter((name) => view.admissions.get(name)?.has(view.me) !== true && membersToAdmit(view, name).includes(view.me))
    .map((member) => {
      const among = view.invitedAmong.get(member) ?? [];
      const members = counted.filter((name) => name !== member && !among.includes(name));
      return { do: "admit" as const, member, keyIds, members };
    });
};
