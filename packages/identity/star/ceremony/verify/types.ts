import type { AlarmSeverity } from "@multisite/kernel/alarms";

/** Something about the keys of this host that is not as it should be. */
export interface KeyFinding {
  readonly severity: AlarmSeverity;
  /** A path, a key or a process. */
  readonly about: string;
  /** What was found, and what it means. */
  readonly found: string;
  /** The command to run next. */
  readonly next: string;
}
