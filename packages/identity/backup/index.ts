export { type BackupOptions, type BackupReport, backupSite } from "./backup.ts";
export { type RestoreOptions, type RestoreReport, restoreSite } from "./restore.ts";
