import { durationText } from "../duration.ts";
import { planKeys } from "../plan.ts";
import { isolationSeconds, type RotationSettings } from "../settings.ts";
import { routeByCertificate } from "./by-certificate.ts";
import { routeByCount } from "./by-count.ts";
import type { ChangeRoute, LiveKeys } from "./types.ts";

export type { LiveKeys } from "./types.ts";

/** One step of a change: settings that all sites acknowledge, or a wait after they have. */
export type ChangeStep =
  | { readonly kind: "apply"; readonly settings: RotationSettings; readonly text: string }
  | { readonly kind: "wait"; readonly seconds: number; readonly text: string };

export interface KeysChange {
  /** `none`: nothing changes. `direct`: safe at once. `in-steps`: refused at once, safe in these steps. `refused`: not safe in any way. */
  readonly verdict: "none" | "direct" | "in-steps" | "refused";
  /** Why it is refused (at once). */
  readonly reasons: readonly string[];
  /** In order; empty when it is refused altogether. */
  readonly steps: readonly ChangeStep[];
}

/** A star that has been as it is for long, and whose sites are all heard. */
export const SETTLED: LiveKeys = { inForceSeconds: Infinity, longestSilenceSeconds: 0 };

/**
 * How settings of a live star are changed so that no valid token is ever refused because of a key: shortening the period, or a longer
 * life or window, first grows what is kept, and waits (reference 3.2, condition 6).
 */
export function planChange(before: RotationSettings, after: RotationSettings, live: LiveKeys = SETTLED): KeysChange {
  const changed = changedSettings(before, after);
  if (changed.length === 0) return { verdict: "none", reasons: [], steps: [] };
  const unsafe = planKeys(after).reasons.map(({ message }) => message);
  const reasons = [...unsafe, ...silenceReasons(after, live)];
  if (reasons.length > 0) return { verdict: "refused", reasons, steps: [] };
  const route = (isByCount(before, after) ? routeByCount : routeByCertificate)(before, after, live);
  return { verdict: route.reasons.length === 0 ? "direct" : "in-steps", reasons: route.reasons, steps: stepsOf(before, route) };
}

/** A site that is silent may still be far behind: pruning by count does not wait for it. */
function silenceReasons(after: RotationSettings, { longestSilenceSeconds }: LiveKeys): readonly string[] {
  const lasts = isolationSeconds(after);
  if (after.keys === undefined || longestSilenceSeconds <= lasts) return [];
  return [
    `A site has not been heard of for ${durationText(longestSilenceSeconds)}, and the new settings keep it compatible for ${durationText(lasts)}. Bring it back first, or evict it.`,
  ];
}

function stepsOf(before: RotationSettings, route: ChangeRoute): readonly ChangeStep[] {
  const { first, waitBeforeSeconds, change, waitAfterSeconds, last } = route;
  const byCount = isByCount(before, change);
  const where = byCount ? "At every site, set" : "In the next generation, set";
  const acknowledged = byCount ? "every site works with it" : "every site has acknowledged it";
  const steps: ChangeStep[] = [];
  let current = before;
  const apply = (settings: RotationSettings | undefined): void => {
    // When only what is kept shrinks, there is nothing to apply before the wait.
    if (settings === undefined || changedSettings(current, settings).length === 0) return;
    steps.push({ kind: "apply", settings, text: `${where} ${changedSettings(current, settings).join(", ")}.` });
    current = settings;
  };
  const wait = (seconds: number): void => {
    const since = current === before ? "" : `, counted from when ${acknowledged}`;
    if (seconds > 0) steps.push({ kind: "wait", seconds, text: `Wait ${durationText(seconds)}${since}.` });
  };
  apply(first);
  if (first !== undefined && waitBeforeSeconds === 0) {
    steps.push({ kind: "wait", seconds: 0, text: `Wait until ${acknowledged}.` });
  }
  wait(waitBeforeSeconds);
  apply(change);
  wait(waitAfterSeconds);
  apply(last);
  return steps;
}

function isByCount(before: RotationSettings, after: RotationSettings): boolean {
  return before.keys !== undefined || after.keys !== undefined;
}

/** As the document of the star calls them, and the number of keys as Keystone does. */
const NAMES = {
  tokenExpirationSeconds: "tokenExpirationSeconds",
  allowExpiredWindowSeconds: "allowExpiredWindowSeconds",
  rotationPeriodSeconds: "rotationPeriodSeconds",
  stagedKeys: "stagedKeys",
  clockErrorMs: "clockErrorMs",
  lateSeconds: "lateSeconds",
  retentionSeconds: "retentionSeconds",
  keys: "max_active_keys",
} as const;

/** `stagedKeys: 7`, for each setting that differs. How late a site may be is nobody's setting where keys leave by certificate. */
function changedSettings(before: RotationSettings, after: RotationSettings): readonly string[] {
  const names = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => before[name] !== after[name]);
  return names
    .filter((name) => name !== "lateSeconds" || isByCount(before, after))
    .map((name) => (after[name] === undefined ? `no ${NAMES[name]}` : `${NAMES[name]}: ${after[name]}`));
}
