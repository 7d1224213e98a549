import { changeMaster, startSlave, stopSlave } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";

/** Points the own server at another master by GTID. That it must be compared is on the disk before anything is changed. */
export async function followMaster(node: FollowNode, master: string): Promise<void> {
  const { delaySeconds } = node.self();
  await node.step("remember that it is not compared");
  if (delaySeconds === undefined) node.memory.change({ unverified: `it has changed its master to ${master}` });
  const { pinned } = node.memory.read();
  if (pinned?.master === master) node.memory.change({ pinned: { ...pinned, reached: true } });
  await node.step("stop replication");
  await stopSlave(node.local);
  await node.step("change the master");
  await changeMaster(node.local, { ...node.options.sourceOf(master), ...(delaySeconds === undefined ? {} : { delaySeconds }) });
  await node.step("start replication");
  await startSlave(node.local);
}
