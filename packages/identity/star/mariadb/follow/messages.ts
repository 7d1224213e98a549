import type { Mark } from "./marks/mark.ts";
import type { Promotion } from "./types.ts";

/** Subject under which each node tells what it is with its replication. */
export const REPORT_SUBJECT = "replication.report";

/** What nodes of a star tell each other of their replication. */
export interface NodeReport {
  readonly node: string;
  readonly follows: string | null;
  readonly serves: boolean;
  readonly state: string;
  readonly reason: string | null;
  /** What it has of the star's changes, as MariaDB's text. */
  readonly position: string;
  readonly mark: Mark | null;
  /** The one with the highest epoch that it knows of. */
  readonly promotion: Promotion | null;
}
