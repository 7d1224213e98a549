export { type BackupOptions, type BackupReport, backupSite } from "./backup.ts";
export { backupErrorCatalogue } from "./errors.ts";
export { type RestoreOptions, type RestoreReport, restoreSite } from "./restore.ts";
