import { readFileSync } from "node:fs";

/** Whether the process that wrote something at `atMs` still runs. */
export type IsProcessAlive = (processId: number, atMs: number) => boolean;

/** Ticks of a Linux clock in a second, as /proc counts them (USER_HZ); the same on every architecture that Debian has. */
const TICKS_PER_SECOND = 100;

/** Starting times are whole seconds. */
const ROUNDING_MS = 2000;

/** Asks the operating system. A process that started after `atMs` is another one, which was given the same number. */
export const isProcessAlive: IsProcessAlive = (processId, atMs) => {
  try {
    process.kill(processId, 0);
  } catch (thrown) {
    // Somebody else's process is one all the same.
    if ((thrown as { code?: unknown }).code !== "EPERM") return false;
  }
  const startedMs = startOf(processId);
  return startedMs === undefined || startedMs <= atMs + ROUNDING_MS;
};

/** Undefined where there is no /proc. */
function startOf(processId: number): number | undefined {
  try {
    // The name of the program may hold spaces and brackets: fields are counted from behind it.
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    const bootSeconds = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
    const startedMs = (bootSeconds + ticks / TICKS_PER_SECOND) * 1000;
    return Number.isFinite(startedMs) ? startedMs : undefined;
  } catch {
    return undefined;
  }
}
