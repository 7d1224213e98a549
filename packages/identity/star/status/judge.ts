import { alarmOf } from "./rules/alarm.ts";
import { fenced } from "./rules/fenced.ts";
import { noWriter } from "./rules/no-writer.ts";
import { promoted } from "./rules/promoted.ts";
import { replicationStopped } from "./rules/replication-stopped.ts";
import { nodeSilent, siteSilent } from "./rules/silent.ts";
import { twoHistories } from "./rules/two-histories.ts";
import type { Rule, SeenStar } from "./rules/types.ts";
import type { Verdict } from "./types.ts";

/** The worst first: the verdict is that of the first rule that has one. */
const RULES: readonly Rule[] = [
  twoHistories,
  noWriter,
  alarmOf("critical", "failed"),
  promoted,
  siteSilent,
  nodeSilent,
  fenced,
  alarmOf("major", "degraded"),
  replicationStopped,
  alarmOf("minor", "degraded"),
];

/** One line for somebody who has no time for the table. */
export function judgeStar(star: SeenStar): Verdict {
  for (const rule of RULES) {
    const verdict = rule(star);
    if (verdict !== undefined) return verdict;
  }
  const sites = new Set(star.nodes.map(({ site }) => site)).size;
  return { health: "healthy", line: `All ${star.nodes.length} nodes of ${sites} sites do what they should.`, next: undefined };
}
