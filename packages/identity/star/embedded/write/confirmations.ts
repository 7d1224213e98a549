import type { ChangeMark } from "@multisite/kernel/changes";
import { holds } from "../decide/answer-pull.ts";
import { writerOf } from "../decide/regime.ts";
import { unconfirmed } from "../errors.ts";
import type { EmbeddedNode } from "../node/node.ts";

/** What the standby is known to have. */
export interface Confirmations {
  /** A node has everything up to here, on its disk. */
  heard(node: string, mark: ChangeMark): void;
  /** Resolves when the change counts. @throws MultisiteError `identity.star.unconfirmed` */
  confirm(mark: ChangeMark): Promise<void>;
  /** Since when there is a change that the standby has not, by the monotonic clock. */
  pendingSinceMs(): number | undefined;
  /** When the standby last showed that it follows. */
  standbyHeardAtMs(): number | undefined;
}

export function createConfirmations(node: EmbeddedNode): Confirmations {
  const { file, changed, news, settings } = node;
  /** By the standby's epoch, so that what another one had counts for nothing. */
  let confirmed = { standby: "", epoch: "", sequence: 0, atMs: 0 };
  let pending: { readonly afterSequence: number; readonly sinceMs: number } | undefined;

  const current = (): typeof confirmed | undefined => {
    const regime = node.regime();
    return regime !== null && confirmed.standby === regime.standby && confirmed.epoch === regime.epoch ? confirmed : undefined;
  };
  const counts = (mark: ChangeMark): boolean => {
    const regime = node.regime();
    if (regime === null || !node.known.isReconciled || writerOf(regime) !== node.name || !holds(file.log, mark)) return false;
    if (regime.standby === null) return regime.alone && file.gate().writes === "open";
    return (current()?.sequence ?? 0) >= mark.sequence;
  };
  return {
    heard(from, mark) {
      const regime = node.regime();
      if (regime === null || regime.standby !== from || writerOf(regime) !== node.name || !holds(file.log, mark)) return;
      const before = current()?.sequence ?? 0;
      confirmed = { standby: from, epoch: regime.epoch, sequence: Math.max(before, mark.sequence), atMs: node.nowMs() };
      news.wake();
    },
    async confirm(mark) {
      changed.wake();
      const untilMs = node.nowMs() + settings.confirmMs;
      while (!counts(mark)) {
        const left = untilMs - node.nowMs();
        if (left <= 0 || node.isStopped()) throw unconfirmed(node.regime()?.standby ?? undefined);
        await news.wait(left);
      }
    },
    pendingSinceMs() {
      const regime = node.regime();
      const newest = file.log.newest()?.sequence ?? 0;
      const has = current()?.sequence ?? 0;
      if (regime?.standby == null || newest <= has) pending = undefined;
      else if (pending?.afterSequence !== has) pending = { afterSequence: has, sinceMs: node.nowMs() };
      return pending?.sinceMs;
    },
    standbyHeardAtMs: () => current()?.atMs,
  };
}
