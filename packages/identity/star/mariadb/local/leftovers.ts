import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Clock } from "@multisite/kernel/clock";
import type { HostLayout } from "../render/index.ts";

const END_LIMIT_MS = 30_000;
const LOOK_MS = 100;

const pidFile = ({ home }: HostLayout): string => `${home}/process.pid`;

/** Keeps which process a node has, for the next one that starts it. */
export function rememberProcess(layout: HostLayout, pid: number): void {
  writeFileSync(pidFile(layout), String(pid));
}

/** Waits for a process of the node that is still ending, after the program that started it has ended; kills it in the end. */
export async function awaitLeftover(layout: HostLayout, clock: Clock): Promise<void> {
  if (!existsSync(pidFile(layout))) return;
  const pid = Number(readFileSync(pidFile(layout), "utf8"));
  const startedMs = clock.monotonicMs();
  while (isOfNode(pid, layout)) {
    if (clock.monotonicMs() - startedMs > END_LIMIT_MS) process.kill(pid, "SIGKILL");
    await clock.sleep(LOOK_MS);
  }
  rmSync(pidFile(layout), { force: true });
}

/** Its command line names the node's files; the number may be another's by now. */
function isOfNode(pid: number, layout: HostLayout): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(layout.config);
  } catch {
    return false;
  }
}
