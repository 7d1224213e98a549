import { durationText, isolationSeconds, planKeys, rotationOf } from "../../keys-plan/index.ts";
import type { KeySettings } from "../types.ts";
import { type Check, KEYS_PATH } from "./check.ts";

const DAY_SECONDS = 86_400;
/** A verifier tries keys in turn, so that each key makes a refused token dearer. */
const MANY_KEYS = 100;

export const unsafeKeys: Check = {
  code: "star.keys.unsafe",
  severity: "error",
  rule: "The staged keys leave time to bring a new key to every site, clock errors included: stagedKeys x rotationPeriodSeconds is more than twice clockErrorMs.",
  find: ({ keys }) =>
    isolationSeconds(keys) > 0
      ? []
      : [
          {
            path: [...KEYS_PATH, "stagedKeys"],
            message: `${keys.stagedKeys} staged keys with a rotation every ${durationText(keys.rotationPeriodSeconds)} leave no time to distribute them with clocks that are ${keys.clockErrorMs} ms off. Stage more keys, or rotate less often.`,
          },
        ],
};

export const shortIsolation: Check = {
  code: "star.keys.isolation_short",
  severity: "warning",
  rule: "A site that is cut off for a day holds up no rotation: stagedKeys x rotationPeriodSeconds is a day or more.",
  find({ keys }) {
    const seconds = isolationSeconds(keys);
    if (seconds <= 0 || seconds + (2 * keys.clockErrorMs) / 1000 >= DAY_SECONDS) return [];
    const enough = Math.ceil((DAY_SECONDS + (2 * keys.clockErrorMs) / 1000) / keys.rotationPeriodSeconds);
    const message = `Rotation waits for a site that is cut off for more than ${durationText(seconds)}. Set stagedKeys: ${enough} for a day, ${7 * enough} for a week.`;
    return [{ path: [...KEYS_PATH, "stagedKeys"], message }];
  },
};

export const manyKeys: Check = {
  code: "star.keys.many",
  severity: "warning",
  rule: `Not more than ${MANY_KEYS} keys are needed: a verifier tries them in turn.`,
  find({ keys }) {
    const { keysNeeded } = planKeys(rotationOf(keys));
    if (keysNeeded <= MANY_KEYS) return [];
    const message = `Up to ${keysNeeded} keys will be there at once, and refusing a wrong token tries them all. Rotate less often.`;
    return [{ path: [...KEYS_PATH, "rotationPeriodSeconds"], message }];
  },
};

export const clockError: Check = {
  code: "star.keys.clock_error",
  severity: "error",
  rule: "A token lives longer than two clocks may differ: else one may have expired when it is issued.",
  find: ({ keys }) =>
    2 * keys.clockErrorMs < 1000 * keys.tokenExpirationSeconds
      ? []
      : [
          {
            path: [...KEYS_PATH, "clockErrorMs"],
            message: `Tokens live for ${keys.tokenExpirationSeconds} s, and clocks may differ by ${2 * keys.clockErrorMs} ms. Tolerate less error (chrony keeps it below 100 ms), or let tokens live longer.`,
          },
        ],
};

export const canarySite: Check = {
  code: "star.keys.canary_site",
  severity: "error",
  rule: "The canary is a site with a master or a replica.",
  find({ keys, sites }) {
    const site = sites.find(({ name }) => name === keys.canary?.site);
    if (keys.canary === undefined || site?.nodes.some(({ role }) => role !== "arbitrator")) return [];
    const what = site === undefined ? "there is no such site" : "it holds no keys";
    return [
      {
        path: [...KEYS_PATH, "canary", "site"],
        message: `The canary is ${keys.canary.site}, and ${what}; name a site with a master or a replica.`,
      },
    ];
  },
};

export const canaryHold: Check = {
  code: "star.keys.canary_hold",
  severity: "error",
  rule: "The canary is not ahead for longer than a rotation period: else the next key begins before this one has been tried.",
  find({ keys }) {
    const { canary } = keys;
    if (canary === undefined || canary.holdSeconds < keys.rotationPeriodSeconds - twiceClockError(keys)) return [];
    const message = `The canary would be ${durationText(canary.holdSeconds)} ahead, and the next rotation comes after ${durationText(keys.rotationPeriodSeconds)}; make holdSeconds shorter.`;
    return [{ path: [...KEYS_PATH, "canary", "holdSeconds"], message }];
  },
};

export const uselessRetention: Check = {
  code: "star.keys.retention_useless",
  severity: "warning",
  rule: "`retentionSeconds` counts only when it is longer than token life and window.",
  find: ({ keys }) =>
    (keys.retentionSeconds ?? Infinity) > keys.tokenExpirationSeconds + keys.allowExpiredWindowSeconds
      ? []
      : [
          {
            path: [...KEYS_PATH, "retentionSeconds"],
            message: "Keys are kept for token life and window anyway, which is as long; take retentionSeconds out.",
          },
        ],
};

function twiceClockError({ clockErrorMs }: KeySettings): number {
  return (2 * clockErrorMs) / 1000;
}
