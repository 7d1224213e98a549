export { serveAdmin } from "./admin/index.ts";
export { type AdminClient, createAdminClient } from "./admin-client.ts";
export { type Agent, startAgent } from "./agent/create.ts";
export type { AgentPorts, AgentReplication, StarDocument } from "./agent/types.ts";
export { agentErrorCatalogue } from "./errors.ts";
export { type Cuts, type LocalNode, type LocalStar, type LocalStarOptions, startLocalStar } from "./local-star/index.ts";
export { type RunningNode, startNode } from "./node/start.ts";
export type { AppliedDocument } from "./operate/apply-document.ts";
export type { CarriedOut } from "./operate/carry-out.ts";
