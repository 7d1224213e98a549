import { openDatabase } from "@multisite/kernel/sql";
import { createSchema } from "../../../store/schema/create.ts";
import type { Tables } from "../../../store/schema/tables.ts";
import type { StarCluster } from "../../topology/clusters.ts";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { accountsOf, createDatabaseStatement } from "../render/accounts.ts";
import type { HostLayout, StarPasswords } from "../render/index.ts";
import { passwordTexts } from "../render/passwords.ts";
import { changeMaster, readSlaveStatus, setReadOnlyServer, setSlavePosition, startSlave } from "../sql/index.ts";
import {
  allowBootstrap,
  copyData,
  createEmptyData,
  forgetSeedPosition,
  hasData,
  readClusterState,
  readSeedPosition,
  recoverSequence,
} from "./data.ts";
import type { LocalNode, LocalStar, LocalStarOptions } from "./types.ts";

/** What the steps work on. */
export interface BringUp {
  readonly star: IdentityStar;
  readonly local: LocalStar;
  readonly options: LocalStarOptions;
  readonly passwords: StarPasswords;
  readonly layoutOf: (nodeName: string) => HostLayout;
}

/** Starts the first node of a cluster: of those with data, the one that has the most; without any, a new one. */
export async function beginCluster(work: BringUp, cluster: StarCluster): Promise<void> {
  const newest = await nodeWithNewestData(work, cluster);
  if (newest !== undefined) {
    allowBootstrap(work.layoutOf(newest.name));
    return newest.start({ asFirst: true });
  }
  const [first] = cluster.isWritable ? cluster.nodes : cluster.links;
  if (first === undefined) throw new Error(`The cluster ${cluster.name} has no node to begin with.`);
  if (cluster.isWritable) await createEmptyData(work.layoutOf(first.node.name));
  else await copyFromMaster(work, first);
  await work.local.node(first.node.name).start({ asFirst: true });
}

/** Makes accounts, database and tables, those that are not there. */
export async function createAccounts(work: BringUp, master: SitedNode): Promise<void> {
  const { star, passwords, options } = work;
  const node = work.local.node(master.node.name);
  const connection = node.connect();
  try {
    const rows = await connection.all("SELECT User AS name FROM mysql.global_priv");
    const known = new Set(rows.map(({ name }) => String(name)));
    const missing = accountsOf(star, passwordTexts(passwords), { tls: options.certify !== undefined }).filter(
      ({ name }) => !known.has(name),
    );
    if (missing.length === 0) return;
    // A master starts closed, and agents come later: nobody but the star's own services can write to it yet.
    await setReadOnlyServer(connection, false);
    for (const sql of [createDatabaseStatement, ...missing.flatMap(({ statements }) => statements)]) await connection.all(sql);
  } finally {
    await connection.close();
  }
  if (options.tables === "none") return;
  const database = openDatabase<Tables>(node.identity, { clock: options.clock, watchIntervalMs: 0 });
  await createSchema(database).finally(() => database.close());
}

/** Starts a replica that stands alone, and fills it first when it has no data. */
export async function startReplica(work: BringUp, replica: SitedNode): Promise<void> {
  if (!hasData(work.layoutOf(replica.node.name))) await copyFromMaster(work, replica);
  await work.local.node(replica.node.name).start();
  await follow(work, replica);
}

async function nodeWithNewestData(work: BringUp, cluster: StarCluster): Promise<LocalNode | undefined> {
  const states = await Promise.all(
    cluster.nodes.map(async ({ node }) => {
      const layout = work.layoutOf(node.name);
      if (!hasData(layout)) return undefined;
      const sequence = readClusterState(layout)?.sequence ?? -1;
      return { node: work.local.node(node.name), sequence: sequence >= 0 ? sequence : await recoverSequence(layout) };
    }),
  );
  return states.filter((state) => state !== undefined).toSorted((one, other) => other.sequence - one.sequence)[0]?.node;
}

async function copyFromMaster({ layoutOf }: BringUp, { node }: SitedNode): Promise<void> {
  await copyData(layoutOf(node.follows ?? ""), layoutOf(node.name));
}

/** Points a new copy at its master, and a link that does not follow; a replica that has followed before goes on by itself. */
export async function follow({ local, layoutOf }: BringUp, { node }: SitedNode): Promise<void> {
  const layout = layoutOf(node.name);
  const position = readSeedPosition(layout);
  const connection = local.node(node.name).connect();
  try {
    if (position !== undefined) await setSlavePosition(connection, position);
    if ((await readSlaveStatus(connection)) === undefined)
      await changeMaster(connection, local.access(node.name).sourceOf(node.follows ?? ""));
    await startSlave(connection);
    forgetSeedPosition(layout);
  } finally {
    await connection.close();
  }
}
