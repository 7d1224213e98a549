import { countedMembers, mayServe, primaryKeyOf } from "../certificates.ts";
import { decide } from "../decide/index.ts";
import { createViewFold } from "../fold.ts";
import { createStatementReader } from "../statements/index.ts";
import {
  type CeremonyStatement,
  type CeremonyStep,
  type CeremonyView,
  KEY_PURPOSES,
  type KeyPurpose,
  type LocalState,
} from "../types.ts";
import { act, sayAs } from "./act.ts";
import { createClockWatch } from "./clock-watch.ts";
import { nextDueMs } from "./due.ts";
import { renderContext } from "./render-context.ts";
import { createTroubles, nameOf } from "./troubles.ts";
import type { Ceremony, CeremonyPorts } from "./types.ts";

/** More rounds than any situation needs; a rule that contradicts another must not hang the agent. */
const MOST_ROUNDS = 100;

/** How often the directories are looked at while nothing else changes: somebody may edit them. */
const LOOK_AT_DIRECTORIES_MS = 1000;

/** Starts nothing by itself: the agent calls `turn` again and again. */
export function createCeremony(ports: CeremonyPorts): Ceremony {
  const { me, disk, clock } = ports;
  const reader = createStatementReader(ports.store, ports.root, ports.verify);
  const fold = createViewFold(me);
  const clockWatch = createClockWatch(ports.store);
  const troubles = createTroubles(clock);
  /** The situation in which there was nothing left to do, and until when that holds. */
  let settled:
    | { readonly view: CeremonyView; readonly situation: string; readonly fromMs: number; readonly untilMs: number }
    | undefined;
  /** What the rules wanted to do when they were last asked. */
  let wanted: readonly CeremonyStep[] = [];
  let lookAtDirectoriesMs = Number.NEGATIVE_INFINITY;

  function view(): CeremonyView {
    fold.follow(reader.read(), reader.heard);
    return fold.current();
  }

  function observe(): LocalState {
    const onDisk = disk.list();
    const local = ports.local();
    const rightSinceMs = clockWatch.rightSinceMs(local.clockErrorMs, ports.settings().clockErrorMs, clock.nowMs());
    const clockRight = rightSinceMs === undefined ? {} : { clockRightSinceMs: rightSinceMs };
    return { ...local, ...clockRight, onDisk, loaded: ports.loaded(onDisk) };
  }

  function isSettled(now: CeremonyView, local: LocalState): boolean {
    const nowMs = clock.nowMs();
    return (
      settled !== undefined &&
      settled.view === now &&
      nowMs >= settled.fromMs &&
      nowMs < settled.untilMs &&
      clock.monotonicMs() < troubles.nextMs() &&
      settled.situation === situationOf(local)
    );
  }

  /** Everything that the rules look at besides the view and the time. */
  function situationOf({ onDisk, loaded, fence, clockErrorMs, isMaker, isCanary }: LocalState): string {
    const settings = ports.settings();
    const clock = clockErrorMs === undefined ? "alone" : clockErrorMs <= settings.clockErrorMs;
    return JSON.stringify([[...onDisk], [...loaded], fence, clock, isMaker, isCanary, settings]);
  }

  function work(): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const now = view();
      const local = observe();
      wanted = decide(now, local, clock.nowMs(), ports.settings());
      troubles.settle(new Set(wanted.map((step) => nameOf(step.do, aboutOf(step)))));
      // What failed a moment ago waits, and the rest goes on.
      const todo = wanted.filter((step) => !troubles.isWaiting(step.do, aboutOf(step)));
      const [first] = todo;
      if (first === undefined) {
        const fromMs = clock.nowMs();
        settled = {
          view: now,
          situation: situationOf(local),
          fromMs,
          untilMs: nextDueMs(now, ports.settings(), fromMs, local.clockRightSinceMs),
        };
        return;
      }
      // Steps of one kind are decided from the same knowledge, and none of them is a reason against another.
      for (const step of todo) if (step.do === first.do) troubles.attempt(step.do, aboutOf(step), () => act(ports, step, now));
    }
  }

  function render(): void {
    const now = view();
    const onDisk = disk.list();
    const renouncing = new Set(wanted.map((step) => (step.do === "renounce" ? step.keyId : undefined)));
    for (const purpose of KEY_PURPOSES) {
      // The older keys are given up, durably, before the directory lets anybody sign with the new one.
      if (now.keys.some((key) => key.purpose === purpose && renouncing.has(key.keyId))) continue;
      troubles.attempt("render", purpose, () => renderOne(now, purpose, onDisk));
    }
    lookAtDirectoriesMs = clock.monotonicMs() + LOOK_AT_DIRECTORIES_MS;
  }

  function renderOne(now: CeremonyView, purpose: KeyPurpose, onDisk: ReadonlySet<string>): void {
    disk.render(purpose, primaryKeyOf(now, purpose, me)?.keyId, renderContext(now, purpose, onDisk));
  }

  return {
    turn() {
      const isIdle = isSettled(view(), observe());
      if (!isIdle) work();
      if (!isIdle || clock.monotonicMs() >= lookAtDirectoriesMs) render();
    },
    view,
    troubles: troubles.list,
    rejected() {
      view();
      return reader.rejected();
    },
    mayServe: () => mayServe(view(), me, disk.list()),
    say: (statement) => sayAs(ports, statement.says === "joined" ? inviteAmong(statement, view()) : statement),
    make: (step) => act(ports, step, view()),
  };
}

/** The members that count now are those that the new one waits for. */
function inviteAmong(invitation: Extract<CeremonyStatement, { says: "joined" }>, view: CeremonyView): CeremonyStatement {
  if (invitation.among !== undefined) return invitation;
  return { ...invitation, among: [...countedMembers(view)].filter((name) => name !== invitation.member.name) };
}

function aboutOf(step: CeremonyStep): string {
  if (step.do === "create") return step.purpose;
  if (step.do === "admit") return step.member;
  return step.do === "seal" ? `${step.keyId} ${step.forMember}` : step.keyId;
}
