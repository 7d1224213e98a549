import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";

const policy = "/usr/sbin/policy-rc.d";
const kept = `${policy}.before-multisite`;

/**
 * Runs `work` while Debian's package scripts may start no service, and puts the machine's own policy back afterwards
 * (also when we are interrupted in between).
 */
export async function withoutServiceStart<Result>(work: () => Promise<Result>): Promise<Result> {
  if (existsSync(policy)) renameSync(policy, kept);
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const restore = () => {
    rmSync(policy, { force: true });
    if (existsSync(kept)) renameSync(kept, policy);
  };
  process.once("exit", restore);
  try {
    return await work();
  } finally {
    process.removeListener("exit", restore);
    restore();
  }
}
