import type { ProjectRecord } from "../projects.ts";

/** What an effective list is about; domain and project exclude each other. */
export interface EffectiveFilter {
  readonly userId?: string | undefined;
  readonly roleId?: string | undefined;
  readonly domainId?: string | undefined;
  readonly project?: ProjectRecord | undefined;
  /** All projects below `project`, if they are asked for too. */
  readonly subtreeIds?: readonly string[] | undefined;
  readonly inherited?: boolean | undefined;
  /** Only assignments on this domain and on its projects. */
  readonly withinDomainId?: string | undefined;
}
