import type { Hop, HopState } from "@multisite/network";
import type { Column } from "../../output/table.ts";

const STYLES = { ok: "green", broken: "red", unknown: "yellow" } as const satisfies Record<HopState, string>;

/** One hop, as a line. */
interface HopRow extends Hop {
  readonly number: number;
}

export const HOP_COLUMNS: readonly Column<HopRow>[] = [
  { heading: "hop", cell: ({ number }) => String(number) },
  { heading: "what", cell: ({ name }) => name },
  { heading: "site", cell: ({ site }) => site },
  { heading: "state", cell: ({ state }) => state, style: ({ state }) => STYLES[state] },
  { heading: "why", cell: ({ why }) => why },
];

export function hopRows(hops: readonly Hop[]): readonly HopRow[] {
  return hops.map((hop, index) => ({ ...hop, number: index + 1 }));
}

/** The command that comes next: of the first hop that is broken, or else not known. */
export function nextOf(hops: readonly Hop[]): string | undefined {
  const worst = hops.find(({ state }) => state === "broken") ?? hops.find(({ state }) => state === "unknown");
  return worst?.next ?? undefined;
}
