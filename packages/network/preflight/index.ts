export { preflightChecks } from "./checks/index.ts";
export { endpointsToTry, packetBytesFor } from "./endpoints.ts";
export { type Preflight, preflight } from "./preflight.ts";
export type { Facts, PreflightCheck, PreflightFinding, SiteFacts } from "./types.ts";
