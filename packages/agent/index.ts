export { serveAdmin } from "./admin/index.ts";
export { type AdminClient, createAdminClient } from "./admin-client.ts";
export { type Agent, startAgent } from "./agent/create.ts";
export type { AgentPorts, AgentReplication, AskIdentity, StarDocument } from "./agent/types.ts";
export { agentErrorCatalogue } from "./errors.ts";
