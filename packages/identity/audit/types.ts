/** Who caused an event. */
export interface AuditInitiator {
  readonly userId: string | undefined;
  /** Name of the user, when known. */
  readonly userName?: string | undefined;
  readonly projectId: string | undefined;
  readonly domainId: string | undefined;
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
  /** The request ID that the caller gave, when it has the form of one. */
  readonly globalRequestId?: string | undefined;
  /** Whom a login named when there is no such user. */
  readonly unknownUser?: UnknownUser | undefined;
}

/** By name and domain, or by ID. */
export type UnknownUser =
  | { readonly name: string; readonly domainId: string; readonly domainName: string }
  | { readonly id: string };

/** A user put into a group or taken out (keystone/notifications.py, added_to and removed_from). */
export interface AuditActor {
  readonly id: string;
  readonly type: string;
  readonly operation: "added" | "removed";
}

/** What a role assignment is between (keystone/notifications.py, CadfRoleAssignmentNotificationWrapper). */
export interface AuditGrant {
  readonly roleId: string;
  readonly userId?: string;
  readonly groupId?: string;
  readonly projectId?: string;
  readonly domainId?: string;
  readonly inheritedToProjects: boolean;
}

/** Text for people, and the status of the answer: never a secret. */
export interface AuditReason {
  readonly text: string;
  readonly status: number;
}

/** A change of a resource, or a login, before it is written as CADF. */
export interface AuditEvent {
  /** Keystone's resource type, such as `project`, `OS-TRUST:trust`, `role_assignment`, or `user` for a login. */
  readonly resourceType: string;
  /** `created`, `updated`, `deleted`, `disabled`, `authenticate`, or Keystone's word for the operation. */
  readonly operation: string;
  /** Ignored for logins and role assignments, whose events name no resource. */
  readonly resourceId: string;
  readonly outcome: "success" | "failure";
  readonly initiator: AuditInitiator | undefined;
  /** Why it failed. */
  readonly reason?: AuditReason | undefined;
  readonly actor?: AuditActor;
  readonly grant?: AuditGrant;
  /**
   * Where Keystone's notification says something else than the audit file, which knows more; null when Keystone sends none.
   */
  readonly notification?: NotificationChanges | null;
}

export type NotificationChanges = Partial<Pick<AuditEvent, "initiator" | "outcome" | "reason">>;

/** Of changes whose notifications lack the initiator in Keystone, such as the deletion of a user. */
export const withoutInitiator: AuditDetails = { notification: { initiator: undefined } };

/** What an event may say besides who, what and which. */
export type AuditDetails = Pick<AuditEvent, "reason" | "actor" | "grant" | "notification"> & {
  readonly outcome?: AuditEvent["outcome"];
};

/** Where audit events go. Recording never fails and never waits. */
export interface Auditor {
  record(event: AuditEvent): void;
  /** Opens the file again, after it was moved away. */
  reopen(): void;
  readonly counts: AuditCounts;
  close(): Promise<void>;
}

/** Events by what became of them. */
export interface AuditCounts {
  readonly recorded: number;
  readonly loginsSucceeded: number;
  readonly loginsFailed: number;
  readonly fileFailures: number;
  readonly busSent: number;
  readonly busDropped: number;
  readonly busWaiting: number;
}
