import type { WriteGate } from "@multisite/kernel/changes";

/** What a node knows when it decides whether its processes may write. */
export interface WriterView {
  readonly isWriter: boolean;
  readonly hasData: boolean;
  /** The epoch that it would write in. */
  readonly epoch: string;
  readonly isAlone: boolean;
  /** The node that must confirm; undefined for a star with one master. */
  readonly standby: string | undefined;
  /** Whether it has heard since its start that nobody knows more than it does. */
  readonly isReconciled: boolean;
  /** Why nobody but an operator can say whose data is right. */
  readonly dispute: string | undefined;
  readonly nowMs: number;
  readonly limitMs: number;
  /** When the standby last asked for changes. */
  readonly standbyHeardMs: number | undefined;
  /** When the oldest change was made that the standby does not have; undefined when it has all. */
  readonly unconfirmedSinceMs: number | undefined;
}

/** Whether the node's processes may write, so that a write is either confirmed soon or refused at once. */
export function decideGate(view: WriterView): WriteGate {
  const { epoch, standby } = view;
  if (!view.isWriter || !view.hasData) return { writes: "elsewhere" };
  if (view.dispute !== undefined) return { writes: "refused", reason: view.dispute };
  if (!view.isReconciled) {
    const reason = `This node has just started, and ${standby ?? "the other master"} has not said yet whether it took over meanwhile; if that node is down, run \`multisite star go-on-alone\` here.`;
    return { writes: "refused", reason };
  }
  if (standby === undefined || view.isAlone) return { writes: "open", epoch, needsConfirmation: false };
  if (!isPresent(view)) {
    const reason = `The standby ${standby} does not confirm writes; bring it or the link back, or run \`multisite star go-on-alone\` here.`;
    return { writes: "refused", reason };
  }
  return { writes: "open", epoch, needsConfirmation: true };
}

function isPresent({ nowMs, limitMs, standbyHeardMs, unconfirmedSinceMs }: WriterView): boolean {
  if (standbyHeardMs === undefined) return false;
  return unconfirmedSinceMs === undefined || nowMs - unconfirmedSinceMs <= limitMs;
}

/** So near is a standby that is let back in: it has the rest within moments. */
const NEAR_CHANGES = 100;

/** Whether a writer that goes on alone can have its standby confirm again. */
export function mayRejoin(view: {
  readonly isAlone: boolean;
  readonly newestSequence: number;
  readonly confirmedSequence: number | undefined;
  readonly standbyHeardMs: number | undefined;
  readonly nowMs: number;
  readonly limitMs: number;
}): boolean {
  const { confirmedSequence, standbyHeardMs, nowMs, limitMs } = view;
  if (!view.isAlone || confirmedSequence === undefined || standbyHeardMs === undefined) return false;
  return nowMs - standbyHeardMs <= limitMs && view.newestSequence - confirmedSequence <= NEAR_CHANGES;
}
