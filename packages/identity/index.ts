export { type BootstrapOptions, bootstrap } from "./bootstrap/index.ts";
export { type IdentityConfig, optionGroups, readIdentityConfig } from "./config/index.ts";
export type { Identity } from "./identity.ts";
export { createIdentityService, type IdentityService, type IdentityWorld } from "./main.ts";
