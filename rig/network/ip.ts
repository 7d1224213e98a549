import { execFileSync } from "node:child_process";
import { run } from "../process/run.ts";

/** Runs commands of `ip` one after the other, in a namespace if one is given; the first that fails is an error. */
export async function ip(commands: readonly string[], namespace?: string): Promise<void> {
  const where = namespace === undefined ? [] : ["-n", namespace];
  const { code, stderr } = await run("/usr/sbin/ip", [...where, "-batch", "-"], { input: `${commands.join("\n")}\n` });
  if (code !== 0) throw new Error(`ip ${where.join(" ")} failed: ${stderr.trim()}`);
}

/** As {@link ip} with one command, for the moment when our process ends; what fails is left. */
export function ipNow(args: readonly string[]): void {
  try {
    execFileSync("/usr/sbin/ip", args, { stdio: "ignore" });
  } catch {
    // It is gone already.
  }
}
