import { isLater, writerOf } from "../decide/regime.ts";
import type { EmbeddedNode } from "../node/node.ts";
import { greet, greetAll, othersOf } from "./greet.ts";

/**
 * Ends the waiting of a writer or standby that has promised to another node: when that one has begun, or says that it no longer
 * tries; as it never tries a number again, it will not begin later.
 */
export async function settlePromise(node: EmbeddedNode): Promise<void> {
  const { promised, isHeld } = node.memory();
  if (!isHeld || promised === null) return;
  if (isLater(promised, node.regime())) {
    const [report] = await greet(
      node,
      [writerOf(promised)].filter((name) => name !== node.name),
    );
    const hasBegun = report !== undefined && !isLater(promised, report.regime);
    if (report === undefined || report.attempting === promised.epoch || hasBegun) return;
  }
  await node.step("settle promise");
  node.file.atomically(() => {
    if (node.memory().promised?.epoch === promised.epoch) node.remember({ isHeld: false });
  });
  node.news.wake();
}

/**
 * A node that may have forgotten promises asks the others what they promised. It hears of every takeover by majority, as of those
 * that promised to one at least one is among half of the others.
 */
export async function learnPromises(node: EmbeddedNode): Promise<void> {
  if (node.memory().mayPromise || node.regime() === null) return;
  const others = othersOf(node).length;
  const reports = await greetAll(node);
  if (reports.length * 2 < others + 1) return;
  await node.step("learn promises");
  node.file.atomically(() => {
    let { promised } = node.memory();
    for (const report of reports) {
      for (const one of [report.promised, report.regime, report.heard]) if (isLater(one, promised)) promised = one;
    }
    node.remember({ promised, mayPromise: true });
  });
}
