import type { AlarmSeverity } from "@multisite/kernel/alarms";
import type { Verdict } from "../types.ts";
import { answering, writersOf } from "./look.ts";
import type { Rule } from "./types.ts";

/** Its master was replaced by a promoted node, which {@link promoted} speaks of: what can be written there is not lost by it. */
const SUPERSEDED = "star.mariadb.superseded/";

/** The first alarm of this severity. */
export function alarmOf(severity: AlarmSeverity, health: Verdict["health"]): Rule {
  return ({ nodes }) => {
    const isWritable = writersOf(nodes).length > 0;
    for (const { site, node, status } of answering(nodes)) {
      const found = status.alarms.find((one) => one.severity === severity && !(isWritable && one.id.startsWith(SUPERSEDED)));
      if (found !== undefined) return { health, line: `${node} at ${site}: ${found.cause}`, next: found.next };
    }
    return undefined;
  };
}
