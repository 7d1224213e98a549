import { durationText } from "../../keys-plan/index.ts";
import type { CeremonyView } from "../types.ts";
import type { ExplainLocal, HoldUp } from "./types.ts";

/** Somebody who has not done something yet. */
export function holdUp(view: CeremonyView, local: ExplainLocal, member: string, lacks: string, sinceMs: number): HoldUp {
  const lastHeardMs = member === view.me ? undefined : local.heardFrom?.get(member);
  return { member, site: view.members.get(member)?.site ?? "unknown", lacks, sinceMs, lastHeardMs };
}

/** How long something has been so. */
export function sinceText(sinceMs: number, nowMs: number): string {
  return durationText(Math.max(0, nowMs - sinceMs) / 1000);
}
