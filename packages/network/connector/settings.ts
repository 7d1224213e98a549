import { decide } from "../remote-ports/index.ts";
import type { ConnectorSettings } from "./types.ts";

export const defaultSettings: ConnectorSettings = {
  limits: {
    changes: 200,
    removals: 100,
    removalWindowMs: 600_000,
    // Well below the 75 s after which Neutron binds nothing to an agent.
    reportAgeMs: 45_000,
    repeatUpMs: 15_000,
  },
  passMs: 60_000,
  retryMs: 2000,
  concurrency: 4,
  unheard: 16,
  refusedMs: 30_000,
  holdMs: 10_000,
  rules: decide,
};
