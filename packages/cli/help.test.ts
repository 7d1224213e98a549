import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import type { CommandContext } from "./context.ts";
import { createProgram } from "./program.ts";
import { runCli } from "./testing/index.ts";

/** Every command as the words that call it. */
function commandPaths(command: Command, words: readonly string[] = []): string[][] {
  return [[...words], ...command.commands.flatMap((child) => commandPaths(child, [...words, child.name()]))];
}

const program = createProgram({ terminal: { isScreen: false } } as CommandContext);
const paths = commandPaths(program);
const leaves = paths.filter(
  (words) => !paths.some((other) => other.length > words.length && words.every((word, at) => other[at] === word)),
);

describe("help", () => {
  test.each(paths.map((words) => [words.join(" "), words] as const))(
    "`multisite %s --help` teaches as agreed",
    async (name, words) => {
      const { exitCode, out } = await runCli([...words, "--help"]);
      expect(exitCode).toBe(0);
      await expect(out).toMatchFileSnapshot(`golden/help-${name.replaceAll(" ", "-") || "multisite"}.txt`);
      for (const line of out.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
    },
  );

  test.each(leaves.map((words) => [words.join(" "), words] as const))(
    "`multisite %s` has --output and --debug",
    async (_name, words) => {
      const { out } = await runCli([...words, "--help"]);
      expect(out).toContain("--output <format>");
      expect(out).toContain("--debug");
    },
  );
});
