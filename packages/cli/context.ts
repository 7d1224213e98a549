import type { Clock } from "@multisite/kernel/clock";
import type { Random } from "@multisite/kernel/random";
import type { Terminal } from "./terminal/index.ts";

/** What every command takes from the world around it. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the program is asked to stop (SIGINT, SIGTERM). */
  readonly stop: AbortSignal;
  /** Calls the listener when files should be opened again (SIGHUP), until the returned function is called. */
  readonly onHangUp: (listener: () => void) => () => void;
}
