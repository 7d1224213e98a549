import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { listDescendants } from "./descendants.ts";

/** A server process that the rig started, and that dies with the process that started it. */
export interface Daemon {
  readonly name: string;
  readonly pid: number;
  /** False once the process has ended, for whatever reason. */
  running(): boolean;
  /** The last lines of the daemon's log, to be shown when something fails. */
  logTail(lines?: number): string;
  /** Asks the process to end, and kills it when it has not after `graceMs` (default 10 s). Safe to call twice. */
  stop(graceMs?: number): Promise<void>;
  /** Ends the process and all that it has started at once, as a power cut would. */
  kill(): Promise<void>;
}

export interface DaemonOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a server with its output in `logFile`. The kernel ends it when our process dies, so that nothing is left behind. */
export function startDaemon(options: DaemonOptions): Daemon {
  const log = openSync(options.logFile, "a");
  const child = spawn("/usr/bin/setpriv", ["--pdeathsig", "TERM", "--", options.command, ...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.on("error", () => {});
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name: options.name,
    pid: child.pid ?? -1,
    running,
    logTail: (lines = 40) => readFileSync(options.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n"),
    async stop(graceMs = 10_000) {
      await end(child, running, ended, "SIGTERM", graceMs);
    },
    async kill() {
      await end(child, running, ended, "SIGKILL", 10_000);
    },
  };
}

async function end(
  child: ChildProcess,
  running: () => boolean,
  ended: Promise<void>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (!running()) return;
  if (signal === "SIGKILL") killTree(child);
  else child.kill(signal);
  const cancel = new AbortController();
  const patience = delay(graceMs, "late", { signal: cancel.signal, ref: false }).catch(() => "cancelled");
  if ((await Promise.race([ended, patience])) === "late") killTree(child);
  await ended;
  cancel.abort();
}

/** Its descendants too, as they do not end with it. */
function killTree(child: ChildProcess): void {
  const descendants = child.pid === undefined ? [] : listDescendants(child.pid);
  child.kill("SIGKILL");
  for (const pid of descendants) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}
