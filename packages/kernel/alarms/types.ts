export type AlarmSeverity = "critical" | "major" | "minor" | "warning";

/** What is wrong, for somebody at 3 a.m. (design D12; severities of ITU-T X.733). */
export interface NewAlarm {
  /** What it is and about whom; one at a time: `star.replica.master_gone/north-1`. */
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly site: string;
  /** One sentence: what happened, and what it means. */
  readonly cause: string;
  /** The command to run next. */
  readonly next: string;
}

export interface Alarm extends NewAlarm {
  readonly raisedAtMs: number;
  readonly clearedAtMs: number | undefined;
}

/** The alarms of one host. */
export interface Alarms {
  /** Raising what is raised already changes its text only. */
  raise(alarm: NewAlarm): void;
  /** Nothing happens when it is not raised. */
  clear(id: string): void;
  /** Makes the alarms whose ID starts so be these: raises what is new, clears what is not among them. */
  settle(prefix: string, alarms: readonly NewAlarm[]): void;
  /** Raised ones, the most severe first. */
  active(): readonly Alarm[];
  /** Cleared ones too, newest first. */
  history(limit: number): readonly Alarm[];
  /** Told of every raise and clear; returns how to stop it. */
  subscribe(listener: (alarm: Alarm) => void): () => void;
  close(): void;
}
