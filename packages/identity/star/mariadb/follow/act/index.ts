import { forgetMaster, setReadOnlyServer, startSlave, stopSlave } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";
import type { FollowAct } from "../types.ts";
import { followMaster } from "./follow-master.ts";
import { forgetDomain } from "./forget-domain.ts";
import { hold } from "./hold.ts";
import { open } from "./open.ts";
import { rebuild } from "./rebuild.ts";
import { rememberVerified, verify } from "./verify.ts";

/** Does what was decided. Each effect can be interrupted anywhere: the next look finds what is left to do. */
export async function perform(node: FollowNode, act: FollowAct): Promise<void> {
  node.options.log.info({ ...act, node: node.name }, "replication acts");
  switch (act.act) {
    case "follow":
      return await followMaster(node, act.master);
    case "start-threads":
      return await startSlave(node.local);
    case "unfollow":
      await stopSlave(node.local);
      return await forgetMaster(node.local);
    case "set-read-only":
      return await setReadOnlyServer(node.local, true);
    case "forget-domain":
      return await forgetDomain(node, act.domain);
    case "verify":
      return await verify(node, act.master);
    case "rebuild":
      return await rebuild(node, act.because);
    case "open":
      return await open(node);
    case "hold":
      return await hold(node, act.hold);
    case "accept":
      return await rememberVerified(node, undefined);
  }
}
