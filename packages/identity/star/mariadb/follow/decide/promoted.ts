import type { FollowDecision, FollowMemory, Promotion } from "../types.ts";
import { held } from "./safety.ts";
import { ownServerGone } from "./tend.ts";

/** All that a promoted replica decides from. */
export interface PromotedSeen {
  readonly node: string;
  readonly own: { readonly isReadOnly: boolean; readonly follows: boolean } | undefined;
  readonly promotion: Promotion;
  readonly memory: FollowMemory;
}

/** A replica that was made the writer stays it, also over a restart of its server, until an operator says otherwise. */
export function decidePromoted(seen: PromotedSeen): FollowDecision {
  const decision = ownServerGone(seen) ?? held(seen) ?? notOpen(seen);
  if (decision !== undefined) return { writes: "unavailable", ...decision };
  const alarm = {
    name: "promoted",
    severity: "major",
    cause: `${seen.node} takes the writes of the star, alone: ${seen.promotion.reason}.`,
    next: "multisite star status; when a master is back, make it a replica in the document (multisite star apply FILE), then multisite star rebuild NODE --dry-run",
  } as const;
  return { rule: "promoted", state: "running", serves: true, writes: "here", alarm };
}

function notOpen({ own }: PromotedSeen): FollowDecision | undefined {
  if (own === undefined || (!own.isReadOnly && !own.follows)) return undefined;
  return { rule: "notOpen", state: "catching-up", reason: "it is made ready to take writes", serves: true, act: { act: "open" } };
}
