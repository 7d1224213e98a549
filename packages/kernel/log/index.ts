import pino, { type Logger } from "pino";

/** A structured logger: one JSON object a line, fields first, then the message. */
export type Log = Logger;

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** Standard error when unset. */
  readonly path?: string;
  /** Fields of every line, such as the site. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Headers and attributes that hold secrets; a Secret cannot be printed anyway, this is for what was never made one. */
const REDACTED_PATHS = [
  "token",
  "password",
  "secret",
  "*.token",
  "*.password",
  "*.secret",
  "*.original_password",
  'headers["x-auth-token"]',
  'headers["x-subject-token"]',
  "headers.authorization",
];

export function createLog(options: LogOptions): Log {
  const destination = pino.destination({ dest: options.path ?? 2, sync: options.path === undefined });
  return pino(
    {
      level: options.level,
      base: { ...options.fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, censor: "[secret]" },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
}

/** A logger that writes nothing, for tests and one-off commands. */
export const silentLog: Log = pino({ level: "silent" });
