import { durationText } from "./duration.ts";
import { isolationSeconds, type RotationSettings } from "./settings.ts";

/** Why settings are unsafe. */
export interface UnsafeReason {
  /** `staging`: somebody would sign with a key that another site has not. `retention`: a key would go while tokens live. */
  readonly condition: "staging" | "retention";
  readonly message: string;
}

/** What settings come to (reference, section 3.2). */
export interface KeysPlan {
  readonly isSafe: boolean;
  readonly reasons: readonly UnsafeReason[];
  /** M = S + 1 + ceil((L + W + D + 2e) / P): keys in the directory, staged and primary included. */
  readonly keysNeeded: number;
  /** L + W: so long after its issue a token may still be shown. */
  readonly neededValiditySeconds: number;
  /** (M - S - 1) x P - D - 2e, with the number of keys that was given, else with the one that is needed. */
  readonly guaranteedValiditySeconds: number;
  /** Guaranteed less needed; negative is unsafe. */
  readonly validitySlackSeconds: number;
  /** S x P - D - 2e: how much later than D the slowest site may be; negative is unsafe. */
  readonly stagingSlackSeconds: number;
  /** S x P - 2e: so long a site that is cut off stays compatible. */
  readonly isolationSeconds: number;
}

/** Calculates whether a valid token can ever meet a site without its key. */
export function planKeys(settings: RotationSettings): KeysPlan {
  const { tokenExpirationSeconds, allowExpiredWindowSeconds, rotationPeriodSeconds, stagedKeys, lateSeconds } = settings;
  const twiceError = (2 * settings.clockErrorMs) / 1000;
  const needed = tokenExpirationSeconds + allowExpiredWindowSeconds;
  const keysNeeded = stagedKeys + 1 + Math.ceil((needed + lateSeconds + twiceError) / rotationPeriodSeconds);
  const keys = settings.keys ?? keysNeeded;
  const guaranteed = (keys - stagedKeys - 1) * rotationPeriodSeconds - lateSeconds - twiceError;
  const plan = {
    keysNeeded,
    neededValiditySeconds: needed,
    guaranteedValiditySeconds: guaranteed,
    validitySlackSeconds: guaranteed - needed,
    stagingSlackSeconds: isolationSeconds(settings) - lateSeconds,
    isolationSeconds: isolationSeconds(settings),
  };
  const reasons = [stagingReason(settings, plan), retentionReason(settings, plan)].filter((reason) => reason !== undefined);
  return { isSafe: reasons.length === 0, reasons, ...plan };
}

type Numbers = Omit<KeysPlan, "isSafe" | "reasons">;

function stagingReason(settings: RotationSettings, plan: Numbers): UnsafeReason | undefined {
  if (plan.stagingSlackSeconds >= 0) return undefined;
  const { rotationPeriodSeconds, stagedKeys, lateSeconds, clockErrorMs } = settings;
  const enough = Math.ceil((lateSeconds + (2 * clockErrorMs) / 1000) / rotationPeriodSeconds);
  return {
    condition: "staging",
    message: `${stagedKeys} staged ${stagedKeys === 1 ? "key" : "keys"} last for ${durationText(plan.isolationSeconds)}, and the slowest site is ${durationText(lateSeconds)} late: it would refuse tokens signed with a key that it has not got yet. Stage ${enough} keys, or rotate less often.`,
  };
}

function retentionReason({ tokenExpirationSeconds, keys }: RotationSettings, plan: Numbers): UnsafeReason | undefined {
  if (keys === undefined || plan.validitySlackSeconds >= 0) return undefined;
  const guaranteed = durationText(Math.max(0, plan.guaranteedValiditySeconds));
  const who =
    plan.guaranteedValiditySeconds < tokenExpirationSeconds
      ? "even tokens that have not expired would be refused"
      : "tokens would be refused before their allow-expired window ends";
  return {
    condition: "retention",
    message: `${keys} keys keep tokens valid for ${guaranteed}, and ${durationText(plan.neededValiditySeconds)} is needed: ${who}. Keep ${plan.keysNeeded} keys.`,
  };
}
