import { mayDropCondemned } from "../certificates.ts";
import type { Rule } from "./types.ts";

/** A member that joined after a key was made gets it from whoever has it. */
export const seal: Rule = ({ view, local }) =>
  view.keys
    .filter((key) => local.onDisk.has(key.keyId) && (key.condemnedReason === undefined || !mayDropCondemned(key)))
    .flatMap((key) =>
      [...view.members.keys()]
        .filter((name) => name !== view.me && !key.boxes.has(name) && !key.removed.has(name))
        .map((forMember) => ({ do: "seal" as const, keyId: key.keyId, forMember })),
    );
