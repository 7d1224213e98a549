import { existsSync, mkdirSync } from "node:fs";
import type { LocalStarOptions } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { createAuthority, issueOwnCertificate, pkiFiles } from "../../packages/kernel/pki/index.ts";

/** Gives nodes certificates of a new authority, whose files are in `directory`. */
export async function createCertifier(star: string, directory: string): Promise<NonNullable<LocalStarOptions["certify"]>> {
  mkdirSync(directory, { mode: 0o700 });
  const authority = await createAuthority({ directory, star, clock: systemClock });
  return async ({ site, node }, pkiDirectory) => {
    if (existsSync(pkiFiles(pkiDirectory).certificate)) return;
    mkdirSync(pkiDirectory, { recursive: true, mode: 0o700 });
    await issueOwnCertificate(authority, pkiDirectory, { site: site.name, node: node.name });
  };
}
