/** `GET /v3/volumes/{id}`. Attributes have the names that they have on the wire. */
export interface Volume {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** `available`, `in-use`, `creating`, `restoring-backup`, `error`, `error_restoring`, ... */
  readonly status: string;
  /** In GiB. */
  readonly size: number;
  readonly volume_type: string;
  /** As text. */
  readonly bootable: "true" | "false";
  readonly metadata: Readonly<Record<string, string>>;
  /** Of the image from which it was made; missing when it was made of none. */
  readonly volume_image_metadata?: Readonly<Record<string, string>>;
  readonly snapshot_id: string | null;
  readonly source_volid: string | null;
  readonly attachments: readonly VolumeAttachment[];
  readonly availability_zone: string;
  readonly replication_status: string | null;
  readonly group_id?: string | null;
  /** `storage-north@rbd#rbd`. Administrators only, as all of `os-`. */
  readonly "os-vol-host-attr:host"?: string;
  readonly "os-vol-tenant-attr:tenant_id"?: string;
}

export interface VolumeAttachment {
  readonly server_id: string;
  readonly attachment_id: string;
  readonly volume_id: string;
  /** `/dev/vda` */
  readonly device: string;
  readonly attached_at: string;
}

/** Body of `POST /v3/volumes`. Of the sources at most one. */
export interface VolumeRequest {
  /** In GiB. May be left out with `snapshot_id`. */
  readonly size?: number;
  readonly name?: string;
  readonly description?: string;
  readonly volume_type?: string;
  readonly availability_zone?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly snapshot_id?: string;
  readonly source_volid?: string;
  readonly imageRef?: string;
  readonly backup_id?: string;
}
