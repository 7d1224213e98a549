/** Who asks, as the token says. */
export interface Caller {
  readonly projectId: string;
  readonly isAdmin: boolean;
}

/** Asks in this process, without a token. */
export const ADMINISTRATOR: Caller = { projectId: "admin", isAdmin: true };

/** Whether a resource is the caller's own, or everything is. */
export function owns({ projectId, isAdmin }: Caller, resource: { readonly project_id: string }): boolean {
  return isAdmin || resource.project_id === projectId;
}
