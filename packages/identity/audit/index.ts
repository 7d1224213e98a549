import { createWriteStream } from "node:fs";
import type { IdentityConfig } from "../config/index.ts";
import type { Auditor } from "./types.ts";

export type { AuditEvent, AuditInitiator, Auditor } from "./types.ts";

/** Writes each event as a line to `[audit] path`; without a path, events are dropped. */
export function createAuditor(config: IdentityConfig): Auditor {
  const { path } = config.audit;
  if (path === undefined) return { record: () => {}, close: async () => {} };
  const stream = createWriteStream(path, { flags: "a", mode: 0o640 });
  return {
    record(event) {
      stream.write(`${JSON.stringify(event)}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
