import { closeSync, createWriteStream, openSync, type WriteStream } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Log } from "@multisite/kernel/log";

/** A file of JSON lines that several processes may append to. */
export interface AuditFile {
  write(line: string): void;
  reopen(): void;
  readonly failures: number;
  close(): Promise<void>;
}

/** Every line is one write at the end of the file, so that lines of several processes do not mix. */
const MODE = 0o640;

/** @throws MultisiteError `identity.audit.file` when the file cannot be opened at the start; later failures are logged and counted */
export function openAuditFile(path: string, log: Log): AuditFile {
  try {
    closeSync(openSync(path, "a", MODE));
  } catch (thrown) {
    throw new MultisiteError(
      "identity.audit.file",
      `The audit file ${path} cannot be written; check [audit] path and that this user may write there.`,
      { detail: messageOf(thrown) },
    );
  }
  let failures = 0;
  const open = (): WriteStream => {
    const stream = createWriteStream(path, { flags: "a", mode: MODE });
    stream.on("error", (thrown) => {
      if (failures++ === 0) log.error({ path, reason: messageOf(thrown) }, "audit events cannot be written");
    });
    return stream;
  };
  let stream = open();
  return {
    write(line) {
      if (stream.errored) stream = open();
      stream.write(`${line}\n`);
    },
    reopen() {
      const former = stream;
      stream = open();
      former.end();
    },
    get failures() {
      return failures;
    },
    close: () => new Promise((resolve) => (stream.errored ? resolve() : stream.end(() => resolve()))),
  };
}
