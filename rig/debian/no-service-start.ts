import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";

const policy = "/usr/sbin/policy-rc.d";
const kept = `${policy}.before-multisite`;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `work` while Debian's package scripts may start no service, and puts the machine's own policy back afterwards,
 * also when we are interrupted in between.
 */
export async function withoutServiceStart<Result>(work: () => Promise<Result>): Promise<Result> {
  // A kept policy of a run that was killed is the machine's own; the one in its place is ours.
  if (existsSync(policy) && !existsSync(kept)) renameSync(policy, kept);
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const restore = () => {
    rmSync(policy, { force: true });
    if (existsSync(kept)) renameSync(kept, policy);
  };
  const leave = () => process.exit(130);
  process.once("exit", restore);
  for (const signal of signals) process.once(signal, leave);
  try {
    return await work();
  } finally {
    process.removeListener("exit", restore);
    for (const signal of signals) process.removeListener(signal, leave);
    restore();
  }
}
