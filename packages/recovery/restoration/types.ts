/** What the backup site has, as far as a restoration asks for it. */
export interface SiteStock {
  readonly flavors: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  readonly keypairs: ReadonlySet<string>;
  readonly securityGroups: ReadonlySet<string>;
  readonly availabilityZones: ReadonlySet<string>;
  readonly volumeTypes: ReadonlySet<string>;
  /** The driver of its cinder-backup: `cinder.backup.drivers.swift.SwiftBackupDriver`. */
  readonly backupService: string;
  /** IDs of backups that it has, imported before. */
  readonly backups: ReadonlySet<string>;
}

/** One thing that is done at the backup site. Each is found again by what it is called, so that it is not done twice. */
export type RestorationStep =
  | { readonly act: "import-record"; readonly backupId: string; readonly backupService: string; readonly backupUrl: string }
  | {
      readonly act: "restore-volume";
      /** Of the primary site. */
      readonly volumeId: string;
      readonly backupId: string;
      readonly name: string;
      readonly sizeGib: number;
      readonly volumeType: string;
    }
  | {
      readonly act: "boot-server";
      readonly serverId: string;
      readonly name: string;
      readonly flavor: string;
      readonly keyName: string | null;
      readonly availabilityZone: string;
      readonly securityGroups: readonly string[];
      readonly metadata: Readonly<Record<string, string>>;
      readonly tags: readonly string[];
      readonly networks: readonly { readonly network: string; readonly fixedIps: readonly string[] }[];
      readonly bootVolumeId: string;
    }
  | { readonly act: "attach-volume"; readonly serverId: string; readonly volumeId: string; readonly device: string }
  | { readonly act: "check-health"; readonly serverId: string };

/** Why it could not be done, and what to change. */
export interface RestorationObstacle {
  /** In the plan's document, or what the backup site lacks. */
  readonly field: string;
  readonly message: string;
}

/** Steps that may be done at the same time, one such group after the other. */
export interface Restoration {
  readonly stages: readonly (readonly RestorationStep[])[];
  readonly obstacles: readonly RestorationObstacle[];
}
