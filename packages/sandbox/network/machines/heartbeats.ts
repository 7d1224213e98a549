import type { Clock } from "@multisite/kernel/clock";
import type { Machine } from "./machine.ts";

/** What one machine has sent to another, and what of it came there. */
export interface Beats {
  readonly sent: number;
  readonly received: number;
}

/** Heartbeats from one machine to another. */
export interface Heartbeats {
  readonly from: Machine;
  readonly to: Machine;
  beats(): Beats;
  stop(): void;
}

/** One machine says to the other that it lives, all the time. */
export function startHeartbeats(clock: Clock, from: Machine, to: Machine, everyMs: number): Heartbeats {
  let [sent, received] = [0, 0];
  const stopHearing = to.onReceive(({ from: address, payload }) => {
    if (address === from.address && payload.heartbeat !== undefined) received++;
  });
  const stopSending = clock.every(everyMs, () => {
    if (from.isHung) return;
    sent++;
    from.send(to.address, { heartbeat: sent });
  });
  return {
    from,
    to,
    beats: () => ({ sent, received }),
    stop() {
      stopSending();
      stopHearing();
    },
  };
}
