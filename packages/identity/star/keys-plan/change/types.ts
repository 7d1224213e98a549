import type { RotationSettings } from "../settings.ts";

/** What is known of the star at the moment of a change. */
export interface LiveKeys {
  /**
   * How long the present settings have been in force in every site. What they keep is there only after that time, and tokens of
   * former settings may live until then.
   */
  readonly inForceSeconds: number;
  /** The longest that any site has not been heard of. */
  readonly longestSilenceSeconds: number;
}

/** A way from one set of settings to another on which every valid token's key is there all the time. */
export interface ChangeRoute {
  /** To be in force first: the present settings, keeping more. */
  readonly first: RotationSettings | undefined;
  /** After all sites have acknowledged that (or from now on). */
  readonly waitBeforeSeconds: number;
  /** The new settings, maybe keeping more than they will in the end. */
  readonly change: RotationSettings;
  readonly waitAfterSeconds: number;
  /** The new settings as they were asked for, when `change` keeps more. */
  readonly last: RotationSettings | undefined;
  /** Why it cannot be done at once; empty when it can. */
  readonly reasons: readonly string[];
}
