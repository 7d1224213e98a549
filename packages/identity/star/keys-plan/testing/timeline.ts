import type { ChangeStep } from "../change/index.ts";
import type { RotationSettings } from "../settings.ts";
import type { Lifetime } from "./simulate-rotation.ts";

/** Settings from a time on; every site follows within {@link SKEW}. */
export interface Phase {
  readonly at: number;
  readonly settings: RotationSettings;
}

/** The longest between the first and the last site to work with new settings. */
export const SKEW = 7;

/** When the settings of a change come: at `start`, each next one after all sites have the former, and after the waits. */
export function timeline(before: RotationSettings, start: number, steps: readonly ChangeStep[]): readonly Phase[] {
  const phases: Phase[] = [{ at: -Infinity, settings: before }];
  let at = start;
  for (const step of steps) {
    if (step.kind === "wait") at += step.seconds;
    else {
      phases.push({ at, settings: step.settings });
      at += SKEW;
    }
  }
  return phases;
}

export function settingsAt(phases: readonly Phase[], time: number, skew = 0): RotationSettings {
  return (phases.findLast(({ at }) => at + skew <= time) as Phase).settings;
}

/** As one site lives through the phases. */
export function lifetimesOf(phases: readonly Phase[], skew: number): readonly Lifetime[] {
  return phases.map(({ at, settings }) => ({
    from: at + skew,
    life: settings.tokenExpirationSeconds,
    window: settings.allowExpiredWindowSeconds,
  }));
}
