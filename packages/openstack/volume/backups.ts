import type { CallOptions, Service } from "../session/index.ts";

/** `GET /v3/backups/{id}`. */
export interface Backup {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `available`, `creating`, `restoring`, `deleting`, `error`, ... */
  readonly status: string;
  readonly volume_id: string;
  readonly snapshot_id: string | null;
  /** In GiB, of the volume. */
  readonly size: number;
  readonly object_count: number;
  readonly container: string | null;
  readonly is_incremental: boolean;
  readonly has_dependent_backups: boolean;
  /** Of the data: the snapshot's time, where there is one. By it Cinder chooses the parent of the next incremental one. */
  readonly data_timestamp: string;
  readonly created_at: string;
  readonly fail_reason: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Administrators only. */
  readonly "os-backup-project-attr:project_id"?: string;
}

/** Body of `POST /v3/backups`. A volume in use needs `snapshot_id` or `force`. */
export interface BackupRequest {
  readonly volume_id: string;
  readonly snapshot_id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly container?: string;
  /** On the volume's latest backup, which must be available. */
  readonly incremental?: boolean;
  readonly force?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What another Cinder needs to know a backup by; `backup_url` is base64 of JSON. */
export interface BackupRecord {
  readonly backup_service: string;
  readonly backup_url: string;
}

/** Into a volume that is there, or into a new one of that name. */
export type RestoreRequest = { readonly volume_id: string } | { readonly name: string };

export interface Restoration {
  readonly backup_id: string;
  readonly volume_id: string;
  readonly volume_name: string;
}

/** What can be done with a backup besides making and deleting it. */
export interface Backups {
  /** Is begun: the volume is `restoring-backup` until it is `available`, or `error_restoring`. */
  restore(id: string, request: RestoreRequest, options?: CallOptions): Promise<Restoration>;
  exportRecord(id: string, options?: CallOptions): Promise<BackupRecord>;
  /**
   * Makes another Cinder's backup known, under its ID. Deleting it here deletes the objects that both share.
   *
   * @throws OpenStackError with status 400 when it is known
   */
  importRecord(record: BackupRecord, options?: CallOptions): Promise<Pick<Backup, "id" | "name">>;
}

export function createBackups(service: Service, headers: Readonly<Record<string, string>>): Backups {
  const pathOf = (id: string, action: string): string => `/backups/${encodeURIComponent(id)}/${action}`;
  return {
    async restore(id, request, options) {
      const body = { restore: request };
      const call = { method: "POST", path: pathOf(id, "restore"), body, headers };
      return (await service.call<{ readonly restore: Restoration }>(call, options)).restore;
    },
    async exportRecord(id, options) {
      const call = { method: "GET", path: pathOf(id, "export_record"), headers };
      return (await service.call<{ readonly "backup-record": BackupRecord }>(call, options))["backup-record"];
    },
    async importRecord(record, options) {
      const call = { method: "POST", path: "/backups/import_record", body: { "backup-record": record }, headers };
      return (await service.call<{ readonly backup: Pick<Backup, "id" | "name"> }>(call, options)).backup;
    },
  };
}
