import { messageOf } from "@multisite/kernel/errors";
import { recoveryError } from "../errors.ts";
import { remainingMs, toThaw } from "./due.ts";
import type { ArmedFreeze, FreezeGuard, FreezeGuardPorts, FreezeGuardSettings, GuardedGuest } from "./types.ts";

export const freezeGuardSettings: FreezeGuardSettings = { tickMs: 250, retryMs: 2000, lateMs: 60_000 };

/** The guard of one site, in the process of its agent: see {@link FreezeGuard}. */
export function createFreezeGuard(
  { site, clock, hands, store, alarms }: FreezeGuardPorts,
  settings: FreezeGuardSettings = freezeGuardSettings,
): FreezeGuard {
  const freezes = new Map<string, ArmedFreeze>();
  /** By freeze. In the time of the process, which nobody sets. */
  const overAtMs = new Map<string, number>();
  /** By server, as all that follows. Until then a freeze that was not confirmed may still come. */
  const lateUntilMs = new Map<string, number>();
  const thawing = new Map<string, Promise<void>>();
  const againAtMs = new Map<string, number>();
  const failures = new Map<string, string>();
  let stopTicking: (() => void) | undefined;
  let isStopped = false;

  for (const freeze of store.load()) {
    freezes.set(freeze.id, freeze);
    overAtMs.set(freeze.id, clock.monotonicMs() + remainingMs(freeze, clock.nowMs()));
    for (const { serverId } of freeze.guests) lateUntilMs.set(serverId, clock.monotonicMs() + settings.lateMs);
  }

  const isOver = (id: string): boolean => clock.monotonicMs() >= (overAtMs.get(id) ?? 0);

  function save(): void {
    if (!isStopped) store.save([...freezes.values()]);
  }
  function keep(freeze: ArmedFreeze): void {
    freezes.set(freeze.id, freeze);
    save();
  }
  function change(id: string, serverId: string, how: (guest: GuardedGuest) => GuardedGuest | undefined): void {
    const freeze = freezes.get(id);
    if (freeze === undefined) return;
    keep({ ...freeze, guests: freeze.guests.flatMap((guest) => (guest.serverId === serverId ? (how(guest) ?? []) : guest)) });
  }
  const giveUp = (guest: GuardedGuest): GuardedGuest => ({ ...guest, isGivenUp: true });

  function open(id: string): ArmedFreeze {
    const freeze = freezes.get(id);
    if (freeze !== undefined && !freeze.isEnding && !isOver(id)) return freeze;
    throw recoveryError(
      "freeze.over",
      `The time of freeze ${id} in ${site} is over: its guests are thawed, and no more are quiesced.`,
    );
  }

  /** Once; what may have come too early, or has failed, comes again with a later tick. */
  async function thawOnce(id: string, guest: GuardedGuest): Promise<void> {
    try {
      await hands.unquiesce(guest);
      failures.delete(guest.serverId);
      const isLate = clock.monotonicMs() < (lateUntilMs.get(guest.serverId) ?? 0);
      change(id, guest.serverId, (now) => (now.state === "asked" && isLate ? now : undefined));
    } catch (thrown) {
      failures.set(guest.serverId, `${guest.name} (${guest.serverId}) is not thawed: ${messageOf(thrown)}`);
    }
    againAtMs.set(guest.serverId, clock.monotonicMs() + settings.retryMs);
    tell();
  }

  function thaw(id: string, guest: GuardedGuest): Promise<void> {
    const { serverId } = guest;
    const under = thawing.get(serverId) ?? thawOnce(id, guest).finally(() => thawing.delete(serverId));
    thawing.set(serverId, under);
    return under;
  }

  function tell(): void {
    if (isStopped) return;
    alarms.settle(
      "recovery.guest.frozen/",
      [...failures].map(([serverId, cause]) => ({
        id: `recovery.guest.frozen/${serverId}`,
        severity: "critical",
        site,
        cause,
        next: `openstack server show ${serverId}`,
      })),
    );
  }

  function tick(): void {
    for (const freeze of freezes.values()) {
      for (const guest of toThaw(freeze, isOver(freeze.id)))
        if (clock.monotonicMs() >= (againAtMs.get(guest.serverId) ?? 0)) void thaw(freeze.id, guest);
      if (freeze.guests.length > 0 || !(freeze.isEnding || isOver(freeze.id))) continue;
      freezes.delete(freeze.id);
      overAtMs.delete(freeze.id);
      save();
    }
  }

  return {
    start() {
      stopTicking = clock.every(settings.tickMs, tick);
      tick();
    },
    arm(id, thawAfterMs) {
      if (freezes.has(id)) throw recoveryError("freeze.armed", `Freeze ${id} is armed in ${site} already.`);
      overAtMs.set(id, clock.monotonicMs() + thawAfterMs);
      keep({ id, armedAtMs: clock.nowMs(), thawAfterMs, guests: [], isEnding: false });
    },
    async quiesce(id, guest) {
      const freeze = open(id);
      const { serverId } = guest;
      const other = [...freezes.values()].find(({ guests }) => guests.some((one) => one.serverId === serverId));
      if (other !== undefined) {
        throw recoveryError("freeze.guest", `${guest.name} (${serverId}) is in freeze ${other.id} of ${site} already.`);
      }
      againAtMs.delete(serverId);
      lateUntilMs.set(serverId, clock.monotonicMs() + settings.lateMs);
      keep({ ...freeze, guests: [...freeze.guests, { ...guest, state: "asked", isGivenUp: false }] });
      try {
        await hands.quiesce(guest);
      } catch (thrown) {
        change(id, serverId, giveUp);
        throw thrown;
      }
      // Confirmed too late, it is still the guard's to thaw.
      change(id, serverId, (now) => ({ ...now, state: "quiesced" }));
      open(id);
    },
    isHeld(id) {
      const freeze = freezes.get(id);
      if (freeze === undefined || freeze.isEnding || isOver(id)) return false;
      return freeze.guests.every(({ state, isGivenUp }) => state === "quiesced" && !isGivenUp);
    },
    async unquiesce(id, serverId) {
      change(id, serverId, giveUp);
      const guest = freezes.get(id)?.guests.find((one) => one.serverId === serverId);
      if (guest === undefined) return;
      await thaw(id, guest);
      const failure = failures.get(serverId);
      if (failure !== undefined) throw recoveryError("freeze.thaw", `${failure} The agent of ${site} goes on trying.`);
    },
    disarm(id) {
      const freeze = freezes.get(id);
      if (freeze === undefined) return;
      keep({ ...freeze, isEnding: true, guests: freeze.guests.map(giveUp) });
      tick();
    },
    armed: () => [...freezes.values()],
    stop() {
      isStopped = true;
      stopTicking?.();
    },
  };
}
