import { closeSync, openSync } from "node:fs";
import pino, { type Logger } from "pino";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { hideFernetText } from "../secret/index.ts";
import { describeError } from "./describe-error.ts";

/** A structured logger: one JSON object a line, fields first, then the message. */
export type Log = Logger;

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** Standard error when unset. */
  readonly path?: string;
  /** Fields of every line, such as the site. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A log whose file can be moved away and opened again. */
export interface LogFile {
  readonly log: Log;
  /** Opens the file of that name again; standard error stays what it is. */
  reopen(): void;
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
  return openLog(options).log;
}

/** @throws MultisiteError `kernel.log.file` when the file cannot be written */
export function openLog(options: LogOptions): LogFile {
  if (options.path !== undefined) requireWritable(options.path);
  const destination = pino.destination({ dest: options.path ?? 2, sync: options.path === undefined });
  const log = pino(
    {
      level: options.level,
      base: { ...options.fields },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: REDACTED_PATHS, censor: "[secret]" },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      hooks: { streamWrite: hideFernetText },
    },
    destination,
  );
  return {
    log,
    reopen() {
      if (options.path !== undefined) destination.reopen();
    },
  };
}

function requireWritable(path: string): void {
  try {
    closeSync(openSync(path, "a"));
  } catch (thrown) {
    throw new MultisiteError(
      "kernel.log.file",
      `The log file ${path} cannot be written; check that its directory exists and that this user may write there.`,
      { detail: messageOf(thrown) },
    );
  }
}

/** A logger that writes nothing, for tests and one-off commands. */
export const silentLog: Log = pino({ level: "silent" });
