// Serves as `multisite identity serve` does, for tests that need real processes: node run.ts CONFIG.json
import { readFileSync } from "node:fs";
import { systemClock } from "@multisite/kernel/clock";
import { runUntilSignal } from "@multisite/kernel/lifecycle";
import { openLog } from "@multisite/kernel/log";
import { systemRandom } from "@multisite/kernel/random";
import { readIdentityConfig, serveIdentity, toLogOptions } from "../../index.ts";

const file = process.argv[2] as string;
const config = readIdentityConfig(JSON.parse(readFileSync(file, "utf8")), file);
const { log, reopen } = openLog(toLogOptions(config));
try {
  const running = await serveIdentity(config, { clock: systemClock, random: systemRandom, log });
  process.stdout.write(`${JSON.stringify({ port: running.port, metricsPort: running.metricsPort })}\n`);
  await runUntilSignal({
    stop: running.stop,
    reopen() {
      reopen();
      running.reopen();
    },
  });
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
}
