import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MultisiteError } from "@multisite/kernel/errors";
import { onTestFinished } from "vitest";

/** An empty key directory (mode 0700) that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "keys-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The files of a directory by name. */
export function contentOf(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

/** The error of this package that `action` throws. */
export function errorOf(action: () => unknown): MultisiteError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof MultisiteError) return thrown;
    throw thrown;
  }
  throw new Error("Nothing was thrown.");
}
