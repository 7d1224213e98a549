import { createHash } from "node:crypto";
import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import type { TokenBody } from "@multisite/openstack/identity";

/** Good answers, for a bounded time and in a bounded number. Refusals are never kept. */
export interface AnswerCache {
  get(token: Secret): TokenBody | undefined;
  put(token: Secret, body: TokenBody): void;
}

export interface AnswerCacheOptions {
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly entries: number;
}

/** A cache that forgets what was not asked for longest. It holds digests of tokens, so that memory dumps give no token away. */
export function createAnswerCache({ clock, ttlMs, entries }: AnswerCacheOptions): AnswerCache {
  const kept = new Map<string, { readonly body: TokenBody; readonly untilMs: number }>();
  return {
    get(token) {
      const key = digest(token);
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      if (clock.monotonicMs() >= found.untilMs) return undefined;
      kept.set(key, found);
      return found.body;
    },
    put(token, body) {
      if (ttlMs <= 0 || entries <= 0) return;
      const oldest = kept.keys().next();
      if (kept.size >= entries && !oldest.done) kept.delete(oldest.value);
      kept.set(digest(token), { body, untilMs: clock.monotonicMs() + ttlMs });
    },
  };
}

function digest(token: Secret): string {
  return createHash("sha256").update(token.reveal()).digest("base64");
}
