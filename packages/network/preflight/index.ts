export { preflightChecks } from "./checks/index.ts";
export { networkTag } from "./look.ts";
export { type Preflight, preflight } from "./preflight.ts";
export type { Facts, PreflightCheck, PreflightFinding, SiteFacts } from "./types.ts";
