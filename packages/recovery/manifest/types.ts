/**
 * All that is known of a recovery point, as it lies in the store beside its backups: with it, and nothing of the site that was lost, the VMs are made
 * again. Names are those of the primary site; texts are OpenStack's.
 */
export interface Manifest {
  readonly version: 1;
  readonly pointId: string;
  readonly plan: string;
  /** Of the plan's document that it was made by. */
  readonly generation: number;
  readonly site: string;
  readonly takenAtMs: number;
  /** Whether all guests were quiesced while all snapshots were made: else each volume is of a moment of its own. */
  readonly isOfOneMoment: boolean;
  readonly servers: readonly ManifestServer[];
  readonly volumes: readonly ManifestVolume[];
}

export interface ManifestServer {
  readonly id: string;
  readonly name: string;
  /** The group of the plan's `vms` that it is in. */
  readonly group: string;
  readonly flavor: string;
  readonly keyName: string | null;
  readonly availabilityZone: string;
  readonly securityGroups: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly networks: readonly ManifestNic[];
  /** In the order of their devices; the first one is what it boots from. */
  readonly volumes: readonly ManifestAttachment[];
}

export interface ManifestNic {
  /** Name of the network. */
  readonly network: string;
  readonly mac: string;
  readonly fixedIps: readonly string[];
}

export interface ManifestAttachment {
  readonly volumeId: string;
  /** `/dev/vda`. */
  readonly device: string;
}

export interface ManifestVolume {
  readonly id: string;
  readonly name: string;
  readonly sizeGib: number;
  readonly volumeType: string;
  /** Back to the full one, which is the first: each of them is needed. */
  readonly chain: readonly ManifestBackup[];
}

/** What `GET /v3/backups/{id}/export_record` gave, with what is read out of it. */
export interface ManifestBackup {
  readonly id: string;
  readonly parentId: string | null;
  /** The driver that made it; another one cannot read it. */
  readonly backupService: string;
  /** Base64, as Cinder takes it at another site. */
  readonly backupUrl: string;
}
