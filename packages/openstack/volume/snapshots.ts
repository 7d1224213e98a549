/** `GET /v3/snapshots/{id}`. */
export interface Snapshot {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `available`, `creating`, `deleting`, `error`, `error_deleting`, ... */
  readonly status: string;
  readonly volume_id: string;
  /** In GiB. */
  readonly size: number;
  /** UTC, without a zone. */
  readonly created_at: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly group_snapshot_id?: string | null;
}

/** Body of `POST /v3/snapshots`. A volume in use needs nothing more (microversion 3.66). */
export interface SnapshotRequest {
  readonly volume_id: string;
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}
