import type { Clock } from "@multisite/kernel/clock";
import type { MariadbConnection } from "@multisite/kernel/sql";
import type { GtidPosition } from "../../sql/index.ts";
import type { MasterSeen } from "../types.ts";
import { askMaster, type MasterAnswer } from "./ask-master.ts";

/** What this node knows of masters, from having asked them. */
export interface MasterWatch {
  /** Asks these now, all at once. */
  ask(nodes: readonly string[]): Promise<void>;
  /** As it was last seen; one that was not asked for longer than `freshMs` is `unasked`. */
  seen(node: string, site: string, freshMs: number): MasterSeen;
  lastAskedMs(node: string): number;
  close(): Promise<void>;
}

export interface MasterWatchOptions {
  readonly clock: Clock;
  readonly open: (node: string) => MariadbConnection;
  readonly answerMs: number;
  /** Takes from a position what is the star's. */
  readonly ofStar: (position: GtidPosition) => GtidPosition;
}

interface Known {
  readonly state: "ready" | "idle" | "gone";
  readonly sinceMs: number;
  readonly askedMs: number;
  readonly answer: MasterAnswer | undefined;
}

export function createMasterWatch({ clock, open, answerMs, ofStar }: MasterWatchOptions): MasterWatch {
  const known = new Map<string, Known>();
  const sessions = new Map<string, MariadbConnection>();

  const askOne = async (node: string): Promise<void> => {
    const askedMs = clock.monotonicMs();
    const answer = await answerOf(node);
    const state = answer === undefined ? "gone" : answer.takesWrites ? "ready" : "idle";
    const before = known.get(node);
    const sinceMs = before?.state === state ? before.sinceMs : askedMs;
    known.set(node, { state, sinceMs, askedMs, answer: answer ?? before?.answer });
  };
  const answerOf = async (node: string): Promise<MasterAnswer | undefined> => {
    const session = sessions.get(node) ?? open(node);
    sessions.set(node, session);
    const tooLong = new AbortController();
    try {
      const late = clock.sleep(answerMs, tooLong.signal).then(
        () => undefined,
        () => undefined,
      );
      const answer = await Promise.race([askMaster(session), late]);
      if (answer === undefined) throw new Error("late");
      return answer;
    } catch {
      sessions.delete(node);
      void session.close().catch(() => undefined);
      return undefined;
    } finally {
      tooLong.abort();
    }
  };

  return {
    async ask(nodes) {
      await Promise.all(nodes.map(askOne));
    },
    seen(node, site, freshMs) {
      const found = known.get(node);
      if (found === undefined || clock.monotonicMs() - found.askedMs > freshMs) {
        return { node, site, state: "unasked", sinceMs: found?.askedMs ?? clock.monotonicMs() };
      }
      const { state, sinceMs, answer } = found;
      if (answer === undefined) return { node, site, state, sinceMs };
      return { node, site, state, sinceMs, position: ofStar(answer.position), startedAtMs: answer.startedAtMs };
    },
    lastAskedMs: (node) => known.get(node)?.askedMs ?? Number.NEGATIVE_INFINITY,
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}
