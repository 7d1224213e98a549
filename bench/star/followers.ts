import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  createEmbeddedReplication,
  type NodeReport,
  parseStar,
  prepareStarDatabase,
} from "../../packages/identity/star/index.ts";
import { openAlarms } from "../../packages/kernel/alarms/index.ts";
import type { ChangeMark } from "../../packages/kernel/changes/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { createSimulatedPeers, type PeerLinks } from "../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { openDatabase } from "../../packages/kernel/sql/index.ts";
import { pause } from "./numbers.ts";

export interface FollowedWriter {
  readonly followers: number;
  /** Writes a row, and resolves when all followers have heard of it. */
  write(): Promise<void>;
  /** Bytes of questions and answers, without what TLS and HTTP add. */
  bytes(): number;
  stop(): Promise<void>;
}

interface Region {
  region: { id: string; description: string; extra: string };
}

/** The embedded engine's writer on a real file, asked for changes by as many nodes as there are; these keep nothing. */
export async function startFollowedWriter(sites: number): Promise<FollowedWriter> {
  const directory = mkdtempSync(join(tmpdir(), "multisite-bench-writer-"));
  const databasePath = join(directory, "identity.db");
  mkdirSync(join(directory, "home"));
  const database = new DatabaseSync(databasePath);
  database.exec("CREATE TABLE region (id TEXT PRIMARY KEY NOT NULL, description TEXT NOT NULL, extra TEXT NOT NULL)");
  database.close();
  const star = parseStar(documentOf(sites), "bench.yaml");
  prepareStarDatabase(databasePath, { node: "east-1", nowMs: systemClock.nowMs(), hasStandby: false });
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(sites) });
  const replication = createEmbeddedReplication({
    self: { site: "east", node: "east-1" },
    star: () => star,
    links: peers.join({ site: "east", node: "east-1" }),
    databasePath,
    home: join(directory, "home"),
    clock: systemClock,
    log: silentLog,
    alarms: openAlarms({ path: undefined, clock: systemClock }),
  });
  replication.start();
  const writable = openDatabase<Region>({ kind: "sqlite", path: databasePath }, { clock: systemClock, watchIntervalMs: 1000 });
  // Half of the replicas follow each master, and the other master follows this one.
  const nodes = star.sites.slice(2).map(({ name, nodes: [first] }) => ({ site: name, node: first?.name ?? "" }));
  const followers = nodes.map((identity) => startFollower(peers.join(identity)));
  let written = 0;
  while (replication.state().writes !== "here") await pause(20);
  return {
    followers: followers.length,
    async write() {
      const id = `region-${written++}`;
      await writable.query.insertInto("region").values({ id, description: "one that is written", extra: "{}" }).execute();
      const position = Number((await replication.position()).split(":")[1] ?? 0);
      while (followers.some(({ sequence }) => sequence() < position)) await pause(2);
    },
    bytes: () => followers.reduce((sum, { bytes }) => sum + bytes(), 0),
    async stop() {
      for (const { stop } of followers) stop();
      await replication.stop();
      await writable.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function startFollower(links: PeerLinks) {
  let have: ChangeMark | null = null;
  let isStopped = false;
  const report = (): NodeReport => ({
    node: links.self.node,
    mark: have,
    regime: null,
    promised: null,
    isHeld: false,
    heard: null,
    attempting: null,
    isWriter: false,
    mayPromise: true,
    staleMs: 10,
  });
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const question = { have, waitMs: 5000, report: report() };
      const answer = (await links.ask("east-1", "replication.pull", question, { timeoutMs: 20_000 }).catch(() => undefined)) as
        | { readonly changes: readonly ChangeMark[]; readonly report: NodeReport }
        | undefined;
      const last = answer?.changes.at(-1) ?? (have === null ? answer?.report.mark : undefined);
      if (last) have = { sequence: last.sequence, epoch: last.epoch, chainHash: last.chainHash };
      if (answer === undefined) await pause(100);
    }
  };
  void run();
  return {
    sequence: () => have?.sequence ?? -1,
    bytes: () => links.traffic().reduce((sum, { sentBytes, receivedBytes }) => sum + sentBytes + receivedBytes, 0),
    stop: () => {
      isStopped = true;
    },
  };
}

/** With addresses that nobody uses. */
function documentOf(sites: number): string {
  const replica = (site: string, node: number, at: number): string =>
    `        - { name: ${site}-${node}, role: replica, follows: ${node === 1 ? "east-1" : "west-1"}, address: 10.${(at >> 8) + 1}.${at & 255}.${node} }`;
  const others = Array.from({ length: sites - 2 }, (_, at) => {
    const site = `site-${String(at + 3).padStart(4, "0")}`;
    return `    - name: ${site}\n      nodes:\n${replica(site, 1, at)}\n${replica(site, 2, at)}`;
  });
  return `
apiVersion: multisite/v1
kind: IdentityStar
metadata: { name: sizes }
spec:
  generation: 1
  mode: star
  engine: embedded
  publicEndpoint: http://identity.example.net:5000
  sites:
    - { name: east, nodes: [{ name: east-1, role: master, address: 10.250.0.1 }] }
    - { name: west, nodes: [{ name: west-1, role: master, address: 10.250.0.2 }] }
${others.join("\n")}
`;
}
