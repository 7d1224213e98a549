import type { Clock } from "@multisite/kernel/clock";
import type { Machine } from "./machine.ts";

export interface VrrpOptions {
  readonly clock: Clock;
  /** The virtual address. */
  readonly vip: string;
  /** 1 to 254; the highest that lives holds the address. */
  readonly priority: number;
  readonly everyMs: number;
}

/** How often it looks whether the master is still heard; RFC 5798 counts in hundredths of a second. */
const TICK_MS = 10;

/** Keeps a virtual address on one of the machines that run it, in the way of RFC 5798. Returns how to stop it. */
export function runVrrp(machine: Machine, { clock, vip, priority, everyMs }: VrrpOptions): () => void {
  const masterDownMs = 3 * everyMs + ((256 - priority) / 256) * everyMs;
  let heardAtMs = clock.monotonicMs();
  let saidAtMs = Number.NEGATIVE_INFINITY;
  let tickedAtMs = heardAtMs;

  const stopHearing = machine.onReceive(({ payload }) => {
    if (payload.vrrp !== vip || typeof payload.priority !== "number") return;
    if (payload.priority < priority) return;
    heardAtMs = clock.monotonicMs();
    machine.release(vip);
  });
  const stopTicking = clock.every(TICK_MS, () => {
    if (machine.isHung) return;
    const nowMs = clock.monotonicMs();
    const wasHung = nowMs - tickedAtMs >= masterDownMs;
    tickedAtMs = nowMs;
    if (!machine.holds(vip)) {
      if (nowMs - heardAtMs < masterDownMs) return;
      machine.hold(vip);
    } else if (wasHung) {
      // Another one took it meanwhile: who has learned that must learn better.
      machine.hold(vip);
    }
    if (nowMs - saidAtMs < everyMs) return;
    saidAtMs = nowMs;
    machine.sendToAll({ vrrp: vip, priority });
  });
  return () => {
    stopTicking();
    stopHearing();
  };
}
