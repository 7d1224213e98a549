import { membersOf } from "../../../topology/queries.ts";
import { type NodeReport, REPORT_SUBJECT } from "../messages.ts";
import type { FollowNode } from "../node.ts";

/** What other nodes tell of themselves; those that do not answer are not among them. */
export async function askReports(node: FollowNode, names: readonly string[]): Promise<readonly NodeReport[]> {
  const { links } = node.options;
  const answers = await Promise.all(
    names.map(async (name) => {
      try {
        return (await links.ask(name, REPORT_SUBJECT, null, { timeoutMs: node.settings.answerMs })) as NodeReport;
      } catch {
        return undefined;
      }
    }),
  );
  const reports = answers.filter((answer) => answer !== undefined);
  learnPromotion(node, reports);
  return reports;
}

/** Replicas of the same site: asking them crosses no link. */
export function siblingNames({ options, name, site }: FollowNode): readonly string[] {
  return membersOf(options.star()).flatMap((one) =>
    one.site.name === site && one.node.name !== name && one.node.role === "replica" && one.node.delaySeconds === undefined
      ? [one.node.name]
      : [],
  );
}

export function otherMembers({ options, name }: FollowNode): readonly string[] {
  return membersOf(options.star()).flatMap(({ node }) => (node.name === name ? [] : [node.name]));
}

/** Whoever hears of a later promotion keeps it, so that it reaches everybody. */
function learnPromotion({ memory }: FollowNode, reports: readonly NodeReport[]): void {
  for (const { promotion } of reports) {
    if (promotion !== null && promotion.epoch > (memory.read().promotion?.epoch ?? 0)) memory.change({ promotion });
  }
}
