import { forgetMaster, readSlaveStatus, setReadOnlyServer, stopSlave } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";

/** Opens the own server for writes. They are counted in the domain that its settings gave it from the start. */
export async function open(node: FollowNode): Promise<void> {
  if ((await readSlaveStatus(node.local)) !== undefined) {
    await node.step("follow nobody");
    await stopSlave(node.local);
    await forgetMaster(node.local);
  }
  await node.step("take writes");
  await setReadOnlyServer(node.local, false);
}
