import type { Log } from "@multisite/kernel/log";
import type { LivePolicy } from "../policy/index.ts";

/** Takes changed policy files over and says what came of it. */
export function followPolicy(policy: LivePolicy, log: Log): void {
  const refreshed = policy.refresh();
  if (refreshed.outcome === "unchanged") return;
  if (refreshed.outcome === "rejected") {
    const { code, message } = refreshed.error;
    log.error({ code, reason: message }, "policy files cannot be used; the rules before them stay in force");
    return;
  }
  log.info({ revision: policy.revision }, "policy files were changed; their rules are in force");
  for (const warning of refreshed.warnings) log.warn(warning, "policy");
}
