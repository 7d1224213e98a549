import { findNode } from "../../../topology/queries.ts";
import { type Comparison, compareMovingCopies, exportDifferences, isEqual, verifyReplica } from "../../verify/index.ts";
import type { FollowNode } from "../node.ts";
import { readServer } from "../observe/own-server.ts";

/** Compares the own data with a master's; what differs is exported for the operator. */
export async function verify(node: FollowNode, master: string): Promise<void> {
  await node.step("compare");
  if (findNode(node.options.star(), node.name)?.node.role === "master") return await verifyMaster(node, master);
  const { openLocal, openRemote, clock, log } = node.options;
  const options = { schemas: node.schemas, clock, chunkRows: node.settings.chunkRows };
  const found = await verifyReplica(openLocal, () => openRemote(master), options);
  try {
    const { tables, rows, chunks, tookMs, stoodStillMs, position } = found;
    log.info({ with: master, equal: isEqual(found), tables, rows, chunks, tookMs, stoodStillMs, position }, "data compared");
    if (isEqual(found)) return await rememberVerified(node, master);
    rememberDiffering(node, found, await exportTo(node, master, found, found.position, "it was compared"));
  } finally {
    await found.close();
  }
}

async function verifyMaster(node: FollowNode, other: string): Promise<void> {
  await withSessions(node, other, async (here, there) => {
    const options = { schemas: node.schemas, clock: node.options.clock, chunkRows: node.settings.chunkRows };
    const found = await compareMovingCopies(here, there, options);
    if (isEqual(found)) return await rememberVerified(node, other);
    const file = await exportDifferences(here, there, found, about(node, other, "", "it came back to the cluster"));
    rememberDiffering(node, found, file);
  });
}

/** What was found and written into a file. */
export interface Exported {
  readonly file: string;
  readonly rows: number;
  readonly onlyHere: number;
}

/**
 * Looks for rows that differ without waiting for a position, as a replica that is set aside or broken never comes to one; what
 * changes all the time is not judged.
 */
export async function exportAsItIs(node: FollowNode, other: string, because: string): Promise<Exported> {
  return await withSessions(node, other, async (here, there) => {
    const options = { schemas: node.schemas, clock: node.options.clock, chunkRows: node.settings.chunkRows, looks: 3 };
    const found = await compareMovingCopies(here, there, options);
    const file = await exportDifferences(here, there, found, about(node, other, "", because));
    return { file, onlyHere: onlyHere(found), rows: found.differentRows };
  });
}

/** From now on it is as good as the masters, and in which of their lives that was. */
export async function rememberVerified(node: FollowNode, other: string | undefined): Promise<void> {
  const names = [...node.masterNames()];
  const seen = names.flatMap((name) => {
    const { startedAtMs } = node.masters.seen(name, "", Number.POSITIVE_INFINITY);
    return startedAtMs === undefined ? [] : [[name, startedAtMs] as const];
  });
  const own = await readServer(node.local);
  const starts = Object.fromEntries([...seen, [node.name, own.startedAtMs]]);
  node.memory.change({ unverified: undefined, differs: undefined, verified: { with: other ?? node.name, starts } });
}

function rememberDiffering({ memory }: FollowNode, found: Comparison, file: string): void {
  const rows = found.differentRows + found.differentTables.length + found.unexplained.length;
  memory.change({ unverified: "its data differ", differs: { rows, onlyHere: onlyHere(found), file } });
}

function onlyHere({ differences }: Comparison): number {
  return differences.filter(({ there }) => there === undefined).length;
}

async function exportTo(
  node: FollowNode,
  master: string,
  found: Awaited<ReturnType<typeof verifyReplica>>,
  position: string,
  because: string,
): Promise<string> {
  return await exportDifferences(found.here, found.there, found, about(node, master, position, because));
}

function about(node: FollowNode, other: string, position: string, because: string) {
  return { directory: node.differences, node: node.name, with: other, position, because, atMs: node.options.clock.nowMs() };
}

type Sessions<Result> = (
  here: ReturnType<FollowNode["options"]["openLocal"]>,
  there: ReturnType<FollowNode["options"]["openLocal"]>,
) => Promise<Result>;

async function withSessions<Result>({ options }: FollowNode, other: string, work: Sessions<Result>): Promise<Result> {
  const [here, there] = [options.openLocal(), options.openRemote(other)];
  try {
    return await work(here, there);
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
}
