export {
  type BackupOptions,
  type BackupReport,
  backupSite,
  type RestoreOptions,
  type RestoreReport,
  restoreSite,
} from "./backup/index.ts";
export { type BootstrapOptions, bootstrap } from "./bootstrap/index.ts";
export { type IdentityConfig, optionGroups, readIdentityConfig } from "./config/index.ts";
export { identityErrorCatalogue } from "./errors/all.ts";
export type { Identity } from "./identity.ts";
export { type ImportedConfig, type ImportedOption, importKeystoneConfig } from "./import-config/index.ts";
export { createIdentityService, type IdentityService, type IdentityWorld } from "./main.ts";
export * from "./operate/index.ts";
export type { HashQueue } from "./passwords/index.ts";
export { type RunningIdentity, type ServeOptions, serveIdentity, toLogOptions } from "./serve/index.ts";
