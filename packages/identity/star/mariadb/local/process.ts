import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import type { Clock } from "@multisite/kernel/clock";

/** A server process that ends with ours, however that ends. */
export interface LocalProcess {
  readonly pid: number;
  isRunning(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end and waits; kills it when it has not after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  kill(): Promise<void>;
}

/** Starts a command in a process group of its own, so that an interrupt at the terminal reaches us only. */
export function startProcess(
  command: readonly string[],
  options: { readonly logFile: string; readonly cwd: string; readonly clock: Clock },
): LocalProcess {
  const log = openSync(options.logFile, "a", 0o600);
  const child = spawn("/usr/bin/setpriv", ["--pdeathsig", "TERM", "--", ...command], {
    cwd: options.cwd,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  return control(child, options.clock);
}

function control(child: ChildProcess, clock: Clock): LocalProcess {
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  const isRunning = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const endWith = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
    if (!isRunning()) return;
    child.kill(signal);
    const hasEnded = new AbortController();
    const patience = clock.sleep(graceMs, hasEnded.signal).then(
      () => void child.kill("SIGKILL"),
      () => {},
    );
    await ended;
    hasEnded.abort();
    await patience;
  };
  return {
    pid: child.pid ?? -1,
    isRunning,
    signal: (signal) => void child.kill(signal),
    stop: (graceMs) => endWith("SIGTERM", graceMs),
    kill: () => endWith("SIGKILL", 10_000),
  };
}

/** Memory that a process holds; 0 when it is gone. */
export function residentMbOf(pid: number): number {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(path, "utf8"))?.[1] ?? 0) / 1024);
}
