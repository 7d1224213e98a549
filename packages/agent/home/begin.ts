import { bootstrapSite, readIdentityConfig } from "@multisite/identity";
import { findNode, mastersOf, prepareStarDatabase } from "@multisite/identity/star";
import type { Log } from "@multisite/kernel/log";
import type { Secret } from "@multisite/kernel/secret";
import { type FoundOptions, foundStar } from "./found.ts";
import { identitySettings } from "./identity-config.ts";

export interface BeginOptions extends FoundOptions {
  readonly adminPassword: Secret;
  readonly log: Log;
  /** Over those that the document asks for, by the names of keystone.conf. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Founds a star and, on the embedded engine or with a `[database] connection` in the settings, makes its first data: tables,
 * administrator, roles, catalog. Gives what was done.
 */
export async function beginStar(options: BeginOptions): Promise<readonly string[]> {
  const { star, node, home, adminPassword, clock, random, log, settings = {} } = options;
  await foundStar(options);
  if (star.engine !== "embedded" && settings.database === undefined) return [];
  const wanted = identitySettings(star, node, home);
  const config = readIdentityConfig({ ...wanted, ...settings, identity: { ...wanted.identity, ...settings.identity } }, node);
  const publicUrl = `${star.publicEndpoint}/v3`;
  const region = findNode(star, node)?.site.region;
  const lines = await bootstrapSite({
    config,
    world: { clock, random, log },
    options: {
      username: "admin",
      password: adminPassword,
      projectName: "admin",
      roleName: "admin",
      serviceName: "keystone",
      ...(region === undefined ? {} : { regionId: region }),
      publicUrl,
      internalUrl: publicUrl,
      immutableRoles: true,
    },
    dryRun: false,
  });
  if (star.engine !== "embedded") return lines;
  const hasStandby = mastersOf(star).length > 1;
  prepareStarDatabase(home.identityDatabase, { node, nowMs: clock.nowMs(), hasStandby });
  return lines;
}
