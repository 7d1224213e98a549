import { findNode, membersOf } from "../../../topology/queries.ts";
import { promotionToBelieve } from "../decide/believe-promotion.ts";
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
  return answers.filter((answer) => answer !== undefined);
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

/** Whoever hears of a later promotion, and may believe it, keeps it, so that it reaches everybody. Masters have just been asked. */
export function learnPromotion(node: FollowNode, masterNames: readonly string[], reports: readonly NodeReport[]): void {
  const { memory, masters, options } = node;
  const promotion = promotionToBelieve({
    knownEpoch: memory.read().promotion?.epoch ?? 0,
    told: reports
      .filter((report) => findNode(options.star(), report.node)?.node.role === "replica")
      .map((report) => ({ by: report.node, promotion: report.promotion ?? undefined })),
    writers: masterNames.filter((name) => masters.seen(name, "", Number.POSITIVE_INFINITY).state === "ready"),
  });
  if (promotion !== undefined) memory.change({ promotion });
}
