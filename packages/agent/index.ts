export { serveAdmin } from "./admin/index.ts";
export { type AdminClient, createAdminClient } from "./admin-client.ts";
export { type Agent, startAgent } from "./agent/create.ts";
export type { AgentPorts, AgentReplication, StarDocument } from "./agent/types.ts";
export { agentErrorCatalogue } from "./errors.ts";
export { beginStar } from "./home/begin.ts";
export { identitySettings } from "./home/identity-config.ts";
export { readNodeFile } from "./home/node-file.ts";
export type { InvitationToNode } from "./join/invite.ts";
export { inviteNode } from "./join/invite.ts";
export { joinNode } from "./join/join.ts";
export {
  type Cuts,
  type LocalDatabase,
  type LocalNode,
  type LocalStar,
  type LocalStarOptions,
  startLocalStar,
} from "./local-star/index.ts";
export type { CloudAccess, OpenCloud } from "./network/cloud.ts";
export type { MariadbAccess } from "./node/replication.ts";
export { type RunningNode, startNode } from "./node/start.ts";
export type { AppliedDocument } from "./operate/apply-document.ts";
export type { CarriedOut } from "./operate/carry-out.ts";
export { rotateKeys } from "./operate/rotate.ts";
export type { PlannedRun, RunName, ShownRun } from "./operate/runs/types.ts";
export { takeOver } from "./operate/take-over.ts";
