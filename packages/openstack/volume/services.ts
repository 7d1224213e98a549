/** `GET /v3/os-services`. Administrators only. */
export interface StorageService {
  /** `cinder-volume`, `cinder-backup`, `cinder-scheduler`. */
  readonly binary: string;
  /** `storage-north@rbd` */
  readonly host: string;
  readonly zone: string;
  readonly status: "enabled" | "disabled";
  readonly state: "up" | "down";
  readonly updated_at: string;
  readonly disabled_reason: string | null;
  readonly replication_status?: string | null;
  readonly active_backend_id?: string | null;
}
