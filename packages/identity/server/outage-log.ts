import type { KeystoneError } from "../errors/index.ts";
import type { Identity } from "../identity.ts";

/** Says in the log that the database cannot be asked, without a line for each request that fails of it. */
export interface OutageLog {
  note(requestId: string, error: KeystoneError): void;
}

const INTERVAL_MS = 60_000;

/** The first failure is told at once, the next ones once a minute with their number. */
export function createOutageLog({ clock, log }: Pick<Identity, "clock" | "log">): OutageLog {
  let toldAtMs: number | undefined;
  let untold = 0;
  return {
    note(requestId, err) {
      const nowMs = clock.monotonicMs();
      if (toldAtMs !== undefined && nowMs - toldAtMs < INTERVAL_MS) {
        untold++;
        return;
      }
      log.error({ requestId, err, requestsSinceLastTold: untold }, "the database cannot be asked");
      toldAtMs = nowMs;
      untold = 0;
    },
  };
}
