import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type CloudAccess, type LocalStar, startLocalStar } from "../../../packages/agent/index.ts";
import { parseStar } from "../../../packages/identity/star/index.ts";
import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createLog } from "../../../packages/kernel/log/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import { Secret } from "../../../packages/kernel/secret/index.ts";
import { cloudsOf, type NeutronSites } from "../../../rig/neutron/index.ts";
import { findFreePort } from "../../../rig/process/port.ts";
import type { Room } from "../../../rig/process/room.ts";

const multisite = fileURLToPath(new URL("../../../bin/multisite", import.meta.url));
const runFile = promisify(execFile);

export const NAMES = ["north", "south"] as const;
export type Name = (typeof NAMES)[number];

export interface Done {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A star whose node of each site, `SITE-1`, has that site's real cloud, in this process. */
export async function startStarOver(
  rig: NeutronSites<Name>,
  room: Room,
  accessOf: (name: Name) => Omit<CloudAccess, "cloud" | "cloudsFile" | "tunnelProbe">,
): Promise<LocalStar> {
  writeFileSync(room.file("clouds.yaml"), JSON.stringify(cloudsOf(rig.sites)));
  return await startLocalStar({
    directory: room.file("star"),
    star: await starOf(),
    adminPassword: new Secret("rig-secret"),
    clock: systemClock,
    random: systemRandom,
    log: createLog({ level: "info", path: room.file("star.log") }),
    version: "0.1.0",
    settings: { identity: { password_hash_rounds: 4 } },
    cloudOf(node) {
      const name = NAMES.find((one) => node === `${one}-1`);
      if (name === undefined) return undefined;
      // Agents run in this process, whose way into a site is never cut; the tunnels are in the site.
      const tunnelProbe = rig.network.enter(name);
      return { cloud: name, cloudsFile: room.file("clouds.yaml"), tunnelProbe, ...accessOf(name) };
    },
  });
}

/** A command as an operator types it, on the host of a site's node. */
export async function typeAt(star: LocalStar, name: Name, args: readonly string[]): Promise<Done> {
  return await runFile(multisite, [...args, "--home", star.node(`${name}-1`).home.directory]).then(
    ({ stdout, stderr }) => ({ exitCode: 0, out: stdout, err: stderr }),
    (failed: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
      exitCode: failed.code,
      out: failed.stdout,
      err: failed.stderr,
    }),
  );
}

async function starOf() {
  const nodeOf = async (name: string, role: string) => ({
    name,
    role,
    address: "127.0.0.1",
    ports: { agent: await findFreePort(), identity: await findFreePort() },
  });
  const sites = [
    { name: "north", region: "North", nodes: [await nodeOf("north-1", "master")] },
    { name: "south", region: "South", nodes: [await nodeOf("south-1", "master")] },
  ];
  const spec = { generation: 1, mode: "star", engine: "embedded", publicEndpoint: "http://127.0.0.1:5000", sites };
  return parseStar(
    JSON.stringify({ apiVersion: "multisite/v1", kind: "IdentityStar", metadata: { name: "rig" }, spec }),
    "star.yaml",
  );
}
