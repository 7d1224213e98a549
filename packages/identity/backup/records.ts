/** A backup is a sequence of these: manifest, configuration, files, then each table with its rows, and the end. */
export type BackupRecord = ManifestRecord | ConfigurationRecord | FileRecord | TableRecord | RowsRecord | EndRecord;

export interface ManifestRecord {
  readonly kind: "manifest";
  readonly createdAtMs: number;
  readonly engine: "sqlite" | "mariadb";
  /** Versions of Keystone's schema (`alembic_version`). */
  readonly schemaHeads: readonly string[];
}

export interface ConfigurationRecord {
  readonly kind: "configuration";
  /** As `readIdentityConfig` gave it. */
  readonly config: unknown;
}

/** What a file is for; the path comes from the configuration of the site that is restored. */
export type FilePurpose =
  | "fernet_tokens"
  | "fernet_receipts"
  | "credential"
  | "policy_file"
  | "policy_dir"
  | "certificate"
  | "private_key"
  | "facts";

export interface FileRecord {
  readonly kind: "file";
  readonly purpose: FilePurpose;
  /** Which of several directories of that purpose. */
  readonly index: number;
  readonly name: string;
  readonly mode: number;
  /** Base64. */
  readonly content: string;
}

export interface TableRecord {
  readonly kind: "table";
  readonly name: string;
  readonly columns: readonly string[];
}

export type Cell = string | number | null;

/** Rows of the table before, in the order of its columns. */
export interface RowsRecord {
  readonly kind: "rows";
  readonly rows: readonly (readonly Cell[])[];
}

export interface EndRecord {
  readonly kind: "end";
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}
