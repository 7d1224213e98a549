import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@multisite/kernel/clock";
import { createSeededRandom } from "@multisite/kernel/random";
import { onTestFinished } from "vitest";
import { run } from "../run.ts";

/** What a command line did. */
export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without a screen; `typed` is what a person answers to prompts, nobody being there without it. */
export async function runCli(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  typed: readonly string[] = [],
): Promise<CliResult> {
  const written = { out: "", err: "" };
  const answers = [...typed];
  const exitCode = await run(argv, {
    terminal: {
      write(text) {
        written.out += text;
      },
      writeError(text) {
        written.err += text;
      },
      async askSecret(question) {
        if (answers.length > 0) written.err += question;
        return answers.shift();
      },
      isScreen: false,
      columns: undefined,
    },
    clock: systemClock,
    random: createSeededRandom(1),
    environment,
    stop: new AbortController().signal,
    onHangUp: () => () => {},
  });
  return { exitCode, ...written };
}

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "multisite-cli-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
