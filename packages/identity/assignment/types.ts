/** A stored role assignment on a project or domain. */
export interface DirectAssignment {
  readonly actor: { readonly kind: "user" | "group"; readonly id: string };
  readonly target: { readonly kind: "project" | "domain"; readonly id: string };
  readonly roleId: string;
  /** It does not hold on the target itself but on every project below. */
  readonly inherited: boolean;
}

/** Where an effective assignment came from; a field is there only if that step was taken. */
export interface Indirect {
  readonly groupId?: string;
  /** Project above, whose assignment was inherited. */
  readonly projectId?: string;
  /** Domain above, whose assignment was inherited. */
  readonly domainId?: string;
  /** Role that implies this one. */
  readonly roleId?: string;
}

/**
 * A role assignment as lists show it: one actor, one target, one role (the dictionaries of keystone/assignment/core.py,
 * list_role_assignments).
 */
export interface AssignmentEntity {
  readonly userId?: string;
  readonly groupId?: string;
  readonly projectId?: string;
  readonly domainId?: string;
  /** On the whole system. */
  readonly system?: true;
  readonly roleId: string;
  /** A stored assignment that is inherited by the projects below; what it became there is told by `indirect`. */
  readonly inherited?: true;
  readonly indirect?: Indirect;
}

/** The roles that each role implies directly. */
export type ImpliedRoleIds = ReadonlyMap<string, readonly string[]>;
