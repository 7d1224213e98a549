/** What every resource of a project has. */
export interface Owned {
  readonly id: string;
  readonly project_id: string;
  readonly revision_number?: number;
  /** ISO 8601, UTC, with a `Z`. */
  readonly created_at?: string;
  readonly updated_at?: string;
}

export interface Described extends Owned {
  readonly name: string;
  readonly description?: string;
}

/** A resource that takes tags (extension `standard-attr-tag`). */
export interface Tagged {
  readonly tags?: readonly string[];
}
