import type { CommandContext } from "../context.ts";

/** Work that is done sooner says nothing of itself. */
const QUIET_MS = 1000;
/** Where nobody watches, a line now and then tells a log that the work goes on. */
const LINE_EVERY_MS = 10_000;

/** Does the work; from one second on, standard error tells that it goes on and for how long: a counting line, or lines in a log. */
export async function withProgress<Result>(
  { terminal, clock }: Pick<CommandContext, "terminal" | "clock">,
  what: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedMs = clock.nowMs();
  const done = new AbortController();
  const tell = async (): Promise<void> => {
    await clock.sleep(QUIET_MS, done.signal);
    for (;;) {
      const line = `${what} ... ${Math.round((clock.nowMs() - startedMs) / 1000)} s`;
      terminal.writeError(terminal.isScreen ? `\r${line}` : `${line}\n`);
      await clock.sleep(terminal.isScreen ? QUIET_MS : LINE_EVERY_MS, done.signal);
    }
  };
  const telling = tell().catch(() => {});
  try {
    return await work();
  } finally {
    done.abort();
    await telling;
    if (terminal.isScreen && clock.nowMs() - startedMs >= QUIET_MS) terminal.writeError("\r\x1b[K");
  }
}
