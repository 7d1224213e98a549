import type { NewAlarm } from "@multisite/kernel/alarms";
import type { AgentPorts } from "../agent/types.ts";

/** A clock that is further off than the star works with; pure. */
export function clockAlarms(
  { site, node }: { readonly site: string; readonly node: string },
  errorMs: number | undefined,
  toleratedMs: number,
): readonly NewAlarm[] {
  if (errorMs === undefined || errorMs <= toleratedMs) return [];
  return [
    {
      id: `star.clock/${node}`,
      severity: "major",
      site,
      cause: `The clock of ${node} may be ${Math.round(errorMs)} ms off, and the star works with ${toleratedMs} ms: no key goes on to its next phase here. Tokens made here may be refused elsewhere.`,
      next: `chronyc tracking on ${node}`,
    },
  ];
}

/** Raises and clears them. */
export function watchClock({ alarms, links, document }: AgentPorts, errorMs: number | undefined): void {
  const tolerated = document.current().keys.clockErrorMs;
  alarms.settle(`star.clock/${links.self.node}`, clockAlarms(links.self, errorMs, tolerated));
}
