import { type Clock, createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { type ArmedFreeze, createFreezeGuard, type FreezeGuard, type Guest } from "./index.ts";

export const guestOf = (index: number): Guest => ({ serverId: `vm-${index}`, name: `vm-${index}`, method: "nova-rpc" });

/** Guests on hosts that do as nova-compute: a call that nobody waits for any more is done all the same. */
export function createSite(seed: number) {
  const clock: SimulatedClock = createSimulatedClock();
  const random = createSeededRandom(seed);
  const share = (): number => random.bytes(2).readUInt16BE() / 65_536;
  const frozenSinceMs = new Map<string, number>();
  const longestMs = { value: 0 };
  const calls = {
    delayMs: () => 50 + share() * 300,
    fails: () => false,
    /** Of a guest that can never be quiesced. */
    refuses: (_: Guest): boolean => false,
  };
  const listeners: ((what: string) => void)[] = [];
  const tell = (what: string): void => {
    for (const listener of listeners) listener(what);
  };
  let disk: readonly ArmedFreeze[] = [];
  let wallOffMs = 0;
  let alarms: readonly string[] = [];
  let process: { readonly guard: FreezeGuard; isDead: boolean } | undefined;

  async function thawed(serverId: string): Promise<void> {
    const since = frozenSinceMs.get(serverId);
    if (since !== undefined) longestMs.value = Math.max(longestMs.value, clock.monotonicMs() - since);
    if (frozenSinceMs.delete(serverId)) tell(`${serverId} thaws`);
  }
  function start(): FreezeGuard {
    const me = { guard: undefined as unknown as FreezeGuard, isDead: false };
    const own: Clock = { ...clock, nowMs: () => clock.nowMs() + wallOffMs };
    me.guard = createFreezeGuard({
      site: "east",
      clock: own,
      store: {
        load: () => disk,
        save(freezes) {
          if (!me.isDead) disk = structuredClone(freezes);
        },
      },
      alarms: {
        settle(_, all) {
          alarms = all.map(({ id }) => id);
        },
      },
      hands: {
        async quiesce(guest) {
          const { serverId } = guest;
          const isRefused = calls.fails() || calls.refuses(guest);
          await clock.sleep(calls.delayMs());
          if (isRefused) throw new Error("QEMU guest agent is not connected");
          frozenSinceMs.set(serverId, clock.monotonicMs());
          tell(`${serverId} freezes`);
        },
        async unquiesce({ serverId }) {
          const isRefused = calls.fails();
          await clock.sleep(20 + share() * 100);
          if (isRefused) throw new Error("QEMU guest agent is not connected");
          await thawed(serverId);
        },
      },
    });
    process = me;
    me.guard.start();
    return me.guard;
  }
  return {
    clock,
    share,
    calls,
    frozen: () => [...frozenSinceMs.keys()],
    longestMs,
    alarms: () => alarms,
    disk: () => disk,
    start,
    crash() {
      if (process === undefined) return;
      process.isDead = true;
      process.guard.stop();
      process = undefined;
    },
    setWallClock(byMs: number) {
      wallOffMs += byMs;
    },
    onChange: (listener: (what: string) => void) => void listeners.push(listener),
    guard: () => process?.guard,
    async until<Result>(work: Promise<Result>): Promise<Result> {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => {});
      while (!isDone) await clock.advance(50);
      return await done;
    },
  };
}
