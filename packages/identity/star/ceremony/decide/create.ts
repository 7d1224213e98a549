import { isKnownToEvicted, signingKeyOf } from "../certificates.ts";
import { KEY_PURPOSES, type KeyView } from "../types.ts";
import type { Rule } from "./types.ts";

/** Keys are made ahead, so that a site that is cut off stays in step for as many rotations as it has staged keys. */
export const create: Rule = ({ view, local, settings, nowMs }) => {
  if (!local.isMaker || !view.members.has(view.me)) return [];
  return KEY_PURPOSES.flatMap((purpose) => {
    const keys = view.keys.filter((key) => key.purpose === purpose);
    const signing = signingKeyOf(view, purpose, view.me);
    const isFit = (key: KeyView): boolean => key.condemnedReason === undefined && !isKnownToEvicted(view, key);
    const current = signing !== undefined && isFit(signing) ? signing : undefined;
    const usable = keys.filter((key) => isFit(key) && key.removed.size === 0);
    const ahead = usable.filter((key) => signing === undefined || isLater(key, signing));
    const missing = settings.stagedKeys + (current === undefined ? 1 : 0) - ahead.length;
    const last = keys.at(-1);
    const firstMs = ahead.at(-1)?.notBeforeMs ?? current?.notBeforeMs;
    return Array.from({ length: Math.max(0, missing) }, (_, index) => ({
      do: "create" as const,
      purpose,
      generation: (last?.generation ?? 0) + 1 + index,
      // After a long stop the schedule begins anew: the past is no time to sign.
      notBeforeMs:
        firstMs === undefined
          ? nowMs + index * settings.rotationPeriodMs
          : Math.max(firstMs + settings.rotationPeriodMs, nowMs) + index * settings.rotationPeriodMs,
    }));
  });
};

function isLater(key: { generation: number; keyId: string }, other: { generation: number; keyId: string }): boolean {
  return key.generation > other.generation || (key.generation === other.generation && key.keyId > other.keyId);
}
