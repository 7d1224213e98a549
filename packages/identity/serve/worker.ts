// One worker process of `serveIdentity`; it gets its configuration over the channel to the first process.
import { systemClock } from "@multisite/kernel/clock";
import { guardProcess, runWorker } from "@multisite/kernel/lifecycle";
import { openLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import type { IdentityConfig } from "../config/index.ts";
import { toLogOptions } from "./log-options.ts";
import { prepareProcess, REOPEN_WORD } from "./process.ts";

/** What the first process hands over. */
export interface WorkerStart {
  readonly config: IdentityConfig;
}

runWorker<WorkerStart>(
  {
    async prepare({ start, number, announce }) {
      const { log, reopen } = openLog(toLogOptions(start.config, { worker: String(number) }));
      guardProcess(log);
      const prepared = await prepareProcess(start.config, { clock: systemClock, random: systemRandom, log }, announce);
      return {
        ...prepared,
        tell(word) {
          if (word === REOPEN_WORD) reopen();
          prepared.tell(word);
        },
      };
    },
  },
  systemClock,
);
