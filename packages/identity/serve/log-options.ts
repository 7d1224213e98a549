import type { LogOptions } from "@multisite/kernel/log";
import type { IdentityConfig } from "../config/index.ts";

/** `[log]` as the log takes it. */
export function toLogOptions({ log }: IdentityConfig, fields: Readonly<Record<string, string>> = {}): LogOptions {
  return { level: log.level, fields, ...(log.path === undefined ? {} : { path: log.path }) };
}
