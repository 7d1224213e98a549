/** A point in time that a plan's VMs can be restored at: one backup of each volume. */
export interface RecoveryPoint {
  readonly id: string;
  /** When the first VM was quiesced, in milliseconds since 1970. */
  readonly takenAtMs: number;
  /** IDs of Cinder's backups, of all volumes. Without one of them the point is not restored at all. */
  readonly backupIds: readonly string[];
  /** All backups are there, and what is needed to import them lies beside them. */
  readonly isComplete: boolean;
}

/** A backup as Cinder has it. */
export interface SeenBackup {
  readonly id: string;
  readonly volumeId: string;
  /** Of an incremental one, from its export record: the API does not tell it. */
  readonly parentId: string | undefined;
  /** `available`, `creating`, `deleting`, `restoring`, `error`, ... */
  readonly status: string;
  /** Of the data, in milliseconds since 1970: the latest one is the parent of the next incremental backup, whoever made it. */
  readonly dataAtMs: number;
}

export interface ChainRules {
  /** Each n-th backup is a full one. */
  readonly fullEvery: number;
}
