import { durationText } from "../duration.ts";
import { keptSeconds, type RotationSettings, removalDelaySeconds } from "../settings.ts";
import type { ChangeRoute, LiveKeys } from "./types.ts";

/**
 * Where keys leave by certificate, a site removes a key when its own settings say that the last token is dead. So what keeps keys
 * (`retentionSeconds`) grows everywhere before anybody issues or accepts tokens for longer, and shrinks after the last long-lived
 * token. Period and number of staged keys cost progress only, never a token.
 */
export function routeByCertificate(before: RotationSettings, after: RotationSettings, live: LiveKeys): ChangeRoute {
  const longestLife = Math.max(before.tokenExpirationSeconds, after.tokenExpirationSeconds);
  const twiceError = (2 * Math.max(before.clockErrorMs, after.clockErrorMs)) / 1000;
  const neededSeconds = longestLife + after.allowExpiredWindowSeconds + twiceError;
  const reasons: string[] = [];

  // A longer window also revives tokens of the present life.
  const windowGrows = after.allowExpiredWindowSeconds > before.allowExpiredWindowSeconds;
  const lifeAhead = windowGrows ? longestLife : after.tokenExpirationSeconds;
  const neededAhead = lifeAhead + after.allowExpiredWindowSeconds + twiceError;
  const growsFirst = removalDelaySeconds(before) < neededAhead;
  if (growsFirst) {
    reasons.push(
      `A site that hears of the change late would remove keys after ${durationText(removalDelaySeconds(before))}, and tokens will need them for ${durationText(neededAhead)}.`,
    );
  }

  const waitBeforeSeconds = untilWindowIsCovered(before, after, live);
  if (waitBeforeSeconds > 0) {
    reasons.push(
      `Keys of tokens that the longer window accepts again are gone already; they are kept from now on, which is enough in ${durationText(waitBeforeSeconds)}.`,
    );
  }

  const shrinksLast = removalDelaySeconds(after) < neededSeconds;
  const unsettled = keptSeconds(after) < keptSeconds(before) ? Math.max(0, removalDelaySeconds(before) - live.inForceSeconds) : 0;
  const earlier = before.retentionSeconds === undefined ? 0 : unsettled;
  if (shrinksLast)
    reasons.push(`Tokens issued before the change live up to ${durationText(longestLife)}; their keys are kept for them.`);
  else if (earlier > 0)
    reasons.push(`Keys are kept for tokens of earlier settings, the last of which is dead in ${durationText(earlier)}.`);

  const keepsMore = shrinksLast || earlier > 0;
  const keep = Math.max(neededSeconds, earlier > 0 ? removalDelaySeconds(before) : 0);
  return {
    first: growsFirst ? keeping(before, neededSeconds) : undefined,
    waitBeforeSeconds,
    change: keepsMore ? keeping(after, keep) : after,
    waitAfterSeconds: keepsMore ? Math.max(shrinksLast ? neededSeconds : 0, earlier) : 0,
    last: keepsMore ? after : undefined,
    reasons,
  };
}

/** How far back keys reach grows by a second each second, once nothing is removed early. */
function untilWindowIsCovered(before: RotationSettings, after: RotationSettings, live: LiveKeys): number {
  if (after.allowExpiredWindowSeconds <= before.allowExpiredWindowSeconds) return 0;
  const { tokenExpirationSeconds: life, allowExpiredWindowSeconds: window } = before;
  const reach = Math.min(keptSeconds(before), life + window + live.inForceSeconds);
  return Math.max(0, life + after.allowExpiredWindowSeconds - reach);
}

/** The settings, with a removal delay of at least so much. */
function keeping(settings: RotationSettings, delaySeconds: number): RotationSettings {
  const retention = Math.ceil(delaySeconds - (2 * settings.clockErrorMs) / 1000);
  return { ...settings, retentionSeconds: Math.max(retention, keptSeconds(settings)) };
}
