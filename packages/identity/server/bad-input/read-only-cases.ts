import { enableChangeLog, openChangeFile, type WriteGate } from "@multisite/kernel/changes";
import { parseSqlLocation, type SqlLocation } from "@multisite/kernel/sql";
import type { IdentityConfig } from "../../config/index.ts";
import type { TestService } from "../../testing/index.ts";

/** One way in which a site's database takes no writes. */
export interface ReadOnlyCase {
  readonly name: string;
  /** What a client is told of it. */
  readonly told: string;
  /** Where the site is made, and where it is then served from. */
  prepare(): Promise<{
    readonly made?: SqlLocation;
    readonly beforeStart?: (config: IdentityConfig) => void;
    served(site: TestService): Promise<SqlLocation>;
  }>;
}

/** By the drivers' errors. */
export const TOLD = "its database is read-only. Reads and logins go on";

/** The ways on SQLite. */
export const sqliteCases: readonly ReadOnlyCase[] = [
  {
    name: "a SQLite file that is opened for reading",
    told: TOLD,
    prepare: async () => ({
      served: async (site) => ({ kind: "sqlite", path: `${site.directory}/identity.db`, readOnly: true }),
    }),
  },
  gated("a replica of the embedded engine", TOLD, { writes: "elsewhere" }),
  gated("a writer of the embedded engine that may not take writes", "The standby is away.", {
    writes: "refused",
    reason: "The standby is away.",
  }),
];

function gated(name: string, told: string, gate: WriteGate): ReadOnlyCase {
  const pathOf = (config: IdentityConfig): string => {
    const location = parseSqlLocation(config.database.connection);
    return location.kind === "sqlite" ? location.path : "";
  };
  return {
    name,
    told,
    prepare: async () => ({
      beforeStart: (config) => enableChangeLog(pathOf(config), { epoch: "1@a", needsConfirmation: false, nowMs: 1 }),
      async served(site) {
        const path = pathOf(site.identity.config);
        const file = openChangeFile(path);
        file.setGate(gate);
        file.close();
        return { kind: "sqlite", path };
      },
    }),
  };
}
