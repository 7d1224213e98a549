/** Who caused an event. */
export interface AuditInitiator {
  readonly userId: string | undefined;
  readonly projectId: string | undefined;
  readonly domainId: string | undefined;
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

/** A change of a resource, or a login, before it is written as CADF. */
export interface AuditEvent {
  /** Keystone's resource type, such as `project`, `OS-TRUST:trust`, or `user` for a login. */
  readonly resourceType: string;
  /** `created`, `updated`, `deleted`, `disabled`, `authenticate`, or Keystone's word for the operation. */
  readonly operation: string;
  readonly resourceId: string;
  readonly outcome: "success" | "failure";
  readonly initiator: AuditInitiator;
  /** Why it failed: never a secret. */
  readonly reason?: string;
}

/** Where audit events go. */
export interface Auditor {
  record(event: AuditEvent): void;
  close(): Promise<void>;
}
