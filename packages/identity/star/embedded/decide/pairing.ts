import type { ChangeLog } from "@multisite/kernel/changes";
import type { NodeReport, Regime } from "../types.ts";

import { holds } from "./answer-pull.ts";

/** A standby may lack so many changes when it joins; writes then wait for a moment. */
const NEARLY = 100;

/** The node that becomes the standby of a writer that has none: the first master that follows, and is nearly as far. */
export function nextStandby(
  masters: readonly string[],
  regime: Regime,
  log: Pick<ChangeLog, "newest" | "at">,
  reports: ReadonlyMap<string, NodeReport>,
): string | undefined {
  if (regime.standby !== null) return undefined;
  return masters.find((name) => {
    const report = reports.get(name);
    if (report?.mark == null || report.regime?.epoch !== regime.epoch) return false;
    const lacking = (log.newest()?.sequence ?? 0) - report.mark.sequence;
    return !report.isHeld && lacking <= NEARLY && holds(log, report.mark);
  });
}
