export type { Backup, BackupRecord, BackupRequest, Backups, Restoration, RestoreRequest } from "./backups.ts";
export { createVolumeClient, type VolumeClient } from "./client.ts";
export type { Message } from "./messages.ts";
export type { StorageService } from "./services.ts";
export type { Snapshot, SnapshotRequest } from "./snapshots.ts";
export type { Volume, VolumeAttachment, VolumeRequest } from "./volumes.ts";
