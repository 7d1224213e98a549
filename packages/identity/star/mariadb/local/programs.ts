import { existsSync } from "node:fs";
import { MultisiteError } from "@multisite/kernel/errors";
import { clustersOf } from "../../topology/clusters.ts";
import type { IdentityStar } from "../../topology/types.ts";

/** Programs by the package that brings them. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  "mariadb-server": ["/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db", "/usr/bin/wsrep_sst_mariabackup"],
  "mariadb-backup": ["/usr/bin/mariadb-backup"],
  "galera-4": ["/usr/lib/galera/libgalera_smm.so"],
  socat: ["/usr/bin/socat"],
};

/** @throws MultisiteError `identity.star.packages` */
export function requirePrograms(star: IdentityStar): void {
  const hasArbitrator = clustersOf(star).some(({ arbitrators }) => arbitrators.length > 0);
  const wanted = { ...PROGRAMS, ...(hasArbitrator ? { "galera-arbitrator-4": ["/usr/bin/garbd"] } : {}) };
  const missing = Object.entries(wanted).filter(([, paths]) => !paths.every((path) => existsSync(path)));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(" ");
  throw new MultisiteError("identity.star.packages", `Programs are missing: apt-get install ${names}`);
}
