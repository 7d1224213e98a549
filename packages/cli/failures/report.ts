import { styleText } from "node:util";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import type { Terminal } from "../terminal/index.ts";
import { errorCatalogue } from "./catalogue.ts";

/** 0 is success. */
const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** Says what went wrong and what to do next, and gives the exit code. The stack is shown for `--debug` only. */
export function reportFailure(terminal: Terminal, thrown: unknown, debug: boolean): number {
  const prefix = terminal.isScreen ? styleText("red", "multisite:", { validateStream: false }) : "multisite:";
  terminal.writeError(`${prefix} ${describe(thrown)}`);
  if (debug) terminal.writeError(`${stackOf(thrown)}\n`);
  return thrown instanceof MultisiteError && thrown.code === "cli.usage" ? EXIT_USAGE : EXIT_FAILED;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof MultisiteError)) {
    return `something unexpected happened: ${messageOf(thrown)}\n  next: run the command again with --debug, and report what it shows.\n`;
  }
  const detail = thrown.detail === undefined ? "" : `\n  detail: ${thrown.detail}`;
  const next = errorCatalogue.get(thrown.code)?.remedy;
  return `${thrown.message}${detail}\n  code: ${thrown.code}\n${next === undefined ? "" : `  next: ${next}\n`}`;
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? "" : `\ncaused by ${stackOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
