import { systemClock } from "@multisite/kernel/clock";
import { systemRandom } from "@multisite/kernel/random";
import { run } from "./run.ts";
import { systemTerminal } from "./terminal/index.ts";

// What `ps` shows, so that it never shows a password that was given as an option.
process.title = ["multisite", ...process.argv.slice(2, 4).filter((word) => /^[a-z-]+$/.test(word) && !word.startsWith("-"))].join(
  " ",
);

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // A second signal ends the program at once, in case stopping hangs.
  process.once(signal, () => {
    stop.abort(signal);
    process.once(signal, () => process.exit(1));
  });
}

process.exitCode = await run(process.argv.slice(2), {
  terminal: systemTerminal(process.env),
  clock: systemClock,
  random: systemRandom,
  environment: process.env,
  stop: stop.signal,
  onHangUp(listener) {
    process.on("SIGHUP", listener);
    return () => process.off("SIGHUP", listener);
  },
});
