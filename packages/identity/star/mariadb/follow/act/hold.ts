import { stopSlave } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";
import type { Hold } from "../types.ts";
import { exportAsItIs } from "./verify.ts";

/** Sets the node aside: it follows nobody from now on, and what it has that others have not is exported for the operator. */
export async function hold(node: FollowNode, found: Hold): Promise<void> {
  await node.step("stop replication");
  if (node.self().role === "replica") await stopSlave(node.local);
  const other = node.masterNames().find((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY).state === "ready");
  await node.step("export what differs");
  const file = found.file ?? (other === undefined ? undefined : await tryToExport(node, other, found.reason));
  await node.step("remember the hold");
  node.memory.change({ hold: { ...found, ...(file === undefined ? {} : { file }) } });
}

async function tryToExport(node: FollowNode, other: string, because: string): Promise<string | undefined> {
  try {
    return (await exportAsItIs(node, other, because)).file;
  } catch (thrown) {
    node.options.log.warn({ err: thrown, with: other }, "the rows that differ could not be exported");
    return undefined;
  }
}
