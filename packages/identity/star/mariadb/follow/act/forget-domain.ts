import { forgetGtidDomain } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";

/** Takes a GTID domain out of the own server's state, or remembers that there are changes in it. */
export async function forgetDomain(node: FollowNode, domain: number): Promise<void> {
  await node.step("forget a domain");
  if (!(await forgetGtidDomain(node.local, domain))) node.memory.change({ writtenDomain: domain });
}
