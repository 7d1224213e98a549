import type { NewAlarm } from "@multisite/kernel/alarms";
import { messageOf } from "@multisite/kernel/errors";
import type { Trouble } from "@multisite/network";

/** Of the connector, and of the agent about it. */
type What = Trouble | "let go of a floating IP";

/** What did not work in a connector, by what it was: it is tried again all the time, and is over when it is not heard of any more. */
export interface Troubles {
  note(what: What, thrown: unknown): void;
  /** Alarms of what goes on. */
  current(): readonly NewAlarm[];
}

/** A question to another site is held for 10 s and may take 5 more: less would clear the alarm between two tries. */
const OVER_MS = 20_000;
/** What went wrong once is tried again and is no alarm. */
const LASTS_MS = 6000;

export function createTroubles(site: string, nowMs: () => number): Troubles {
  const known = new Map<What, { readonly sinceMs: number; readonly lastMs: number; readonly why: string }>();
  return {
    note(what, thrown) {
      const now = nowMs();
      known.set(what, { sinceMs: known.get(what)?.sinceMs ?? now, lastMs: now, why: messageOf(thrown) });
    },
    current() {
      const now = nowMs();
      for (const [what, { lastMs }] of known) if (now - lastMs > OVER_MS) known.delete(what);
      return [...known].flatMap(([what, { sinceMs, lastMs, why }]) =>
        lastMs - sinceMs < LASTS_MS ? [] : [{ id: `network.connector/${site}/${what}`, site, ...saying(site, what, why) }],
      );
    },
  };
}

function saying(site: string, what: What, why: string): Pick<NewAlarm, "severity" | "cause" | "next"> {
  if (what === "look") {
    return {
      severity: "major",
      cause: `The connector of ${site} cannot read its Neutron: ${why} Machines go on; what changes in other sites does not come here.`,
      next: "multisite network status",
    };
  }
  if (what.startsWith("ask ")) {
    return {
      severity: "minor",
      cause: `The connector of ${site} does not hear ${what.slice(4)}: ${why} Remote ports stay as they are; what changes there does not come here.`,
      next: "multisite network status",
    };
  }
  return { severity: "minor", cause: `In ${site} this does not work (${what}): ${why}`, next: "multisite network status" };
}
