import type { Clock } from "@multisite/kernel/clock";
import { messageOf } from "@multisite/kernel/errors";
import type { Trouble } from "./types.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** Steps that failed, each with a time before which it is not tried again. */
export interface Troubles {
  /** Does it; when it fails, notes that, and says false. */
  attempt(step: Trouble["step"], about: string, work: () => void): boolean;
  /** Whether it failed too short a time ago to be tried again. */
  isWaiting(step: Trouble["step"], about: string): boolean;
  /** Forgets failures of steps that nobody wants to do any more; those of rendering stay until it succeeds. */
  settle(wanted: ReadonlySet<string>): void;
  /** When the next one is due; never when there is none. */
  nextMs(): number;
  list(): readonly Trouble[];
}

/** One key that cannot be installed must not keep another from being signed with. */
export function createTroubles(clock: Clock): Troubles {
  type Known = Trouble & { readonly waitMs: number; readonly retryAtMs: number };
  const known = new Map<string, Known>();
  return {
    attempt(step, about, work) {
      const name = nameOf(step, about);
      try {
        work();
        known.delete(name);
        return true;
      } catch (thrown) {
        const before = known.get(name);
        const waitMs = Math.min(LONGEST_WAIT_MS, before === undefined ? FIRST_WAIT_MS : before.waitMs * 2);
        const nowMs = clock.nowMs();
        const sinceMs = before?.sinceMs ?? nowMs;
        known.set(name, { step, about, cause: messageOf(thrown), sinceMs, waitMs, retryAtMs: clock.monotonicMs() + waitMs });
        return false;
      }
    },
    isWaiting: (step, about) => (known.get(nameOf(step, about))?.retryAtMs ?? 0) > clock.monotonicMs(),
    settle(wanted) {
      for (const [name, { step }] of known) if (step !== "render" && !wanted.has(name)) known.delete(name);
    },
    nextMs: () => Math.min(Number.POSITIVE_INFINITY, ...[...known.values()].map(({ retryAtMs }) => retryAtMs)),
    list: () => [...known.values()].map(({ step, about, cause, sinceMs }) => ({ step, about, cause, sinceMs })),
  };
}

/** Tells failures apart. */
export function nameOf(step: Trouble["step"], about: string): string {
  return `${step} ${about}`;
}
