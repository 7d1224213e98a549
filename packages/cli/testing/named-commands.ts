import { type Command, CommanderError } from "commander";
import type { CommandContext } from "../context.ts";
import { createProgram } from "../program.ts";

/** A command as a text names it: `multisite star replay`, or with all that it is to be called with. */
export interface NamedCommand {
  /** The words after `multisite`. */
  readonly words: readonly string[];
  /** It is written to be typed as it stands; a bare name in a sentence is not. */
  readonly isToBeTyped: boolean;
}

/** What a `${...}` of a source stands for. */
const FILLED_IN = "FILLED-IN";
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** In a source: a line that goes on, as `\\\n` of a template. */
const ESCAPED_GOING_ON = / *\\\\\\n */g;
const CODE_SPANS = /```[\s\S]*?```|`(?:[^`\n]|\n(?!\s*\n))+`/g;
/** A line of a code block, or of the examples of a help text. */
const CODE_LINE = /^ {2,}(?:[A-Z_]+=\S+ |runuser .* -- |(?:\S*\/)?multisite )/;
/** One word, after at most one space: `"with spaces"`, `\"the same in a source\"`, or anything without punctuation. */
const WORD = / ?(?:"([^"]*)"|\\"([^"\\]*)\\"|((?:\$\{[^}]*\}|[^\s"'`,;()|<>#\\])+))/y;
/** What in a sentence belongs to the command before it: `--dry-run`, `NODE`, `north-1`, `star.yaml`, `-`. */
const ARGUMENT = /^(?:-|--?[a-z][a-z-]*|[A-Z][A-Z-]+|[a-z]+-\d+|\S+[./]\S+|.*FILLED-IN.*)$/;

/** The commands that a source, a document or a help text names. In comments of sources there are names only. */
export function namedCommands(text: string, kind: "source" | "text"): readonly NamedCommand[] {
  const plain =
    kind === "source"
      ? text.replace(COMMENTS, "").replace(ESCAPED_GOING_ON, " ").replaceAll("\\n", "\n")
      : text.replace(CODE_SPANS, (span) => (span.startsWith("```") ? span : span.replace(/\s*\n\s*/g, " ")));
  const lines = plain.replace(/ *\\+\n\s*/g, " ").split("\n");
  const inLines = lines.flatMap((line) => [...line.matchAll(STARTS)].map(({ index }) => commandAt(line, index)));
  const comments = kind === "source" ? [...text.matchAll(COMMENTS)].flatMap(([comment]) => namesIn(comment)) : [];
  return [...inLines, ...comments];
}

/** A command with a name; `multisite star` alone names a group. */
const STARTS = new RegExp(`\\bmultisite (?:(?:${namesOf(true)}) [a-z]|(?:${namesOf(false)}) -)`, "g");

function namesOf(areGroups: boolean): string {
  const all = quietProgram().commands.filter(({ commands }) => commands.length > 0 === areGroups);
  return all.map((one) => one.name()).join("|");
}

function namesIn(comment: string): readonly NamedCommand[] {
  return [...comment.matchAll(STARTS)].map(({ index }) => ({ words: wordsAt(comment, index).slice(0, 2), isToBeTyped: false }));
}

function commandAt(line: string, index: number): NamedCommand {
  const words = wordsAt(line, index);
  if (/["'`]$/.test(line.slice(0, index)) || CODE_LINE.test(line)) return { words, isToBeTyped: true };
  const names = words[1]?.startsWith("-") ? 1 : 2;
  const end = words.findIndex((word, at) => at >= names && !ARGUMENT.test(word) && !words[at - 1]?.startsWith("--"));
  const taken = end < 0 ? words : words.slice(0, end);
  return { words: taken, isToBeTyped: taken.length > names };
}

function wordsAt(line: string, index: number): readonly string[] {
  const words: string[] = [];
  WORD.lastIndex = index + "multisite".length;
  for (let found = WORD.exec(line); found !== null; found = WORD.exec(line)) {
    const [, plain, escaped, bare = ""] = found;
    const quoted = plain ?? escaped;
    const word = quoted ?? bare.replace(/(?<!\.)[.:?!]$/, "");
    words.push(word.replace(/\$\{[^}]*\}/g, FILLED_IN));
    if (quoted === undefined && word !== bare) break;
  }
  return words;
}

function quietProgram(): Command {
  const silent = { isScreen: false, write() {}, writeError() {} };
  return createProgram({ terminal: silent } as unknown as CommandContext);
}

/** What the command line says against it; undefined: it takes it. Nothing is done. */
export function refusalOf({ words, isToBeTyped }: NamedCommand): string | undefined {
  const program = quietProgram();
  const [group] = program.commands.filter((one) => one.name() === words[0]);
  const command = group?.commands.find((one) => one.name() === words[1]) ?? group;
  if (command === undefined || command.commands.length > 0) return `there is no multisite ${words.slice(0, 2).join(" ")}`;
  if (!isToBeTyped) return undefined;
  command.action(() => {});
  try {
    program.parse([...words], { from: "user" });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return thrown.code === "commander.helpDisplayed" ? undefined : thrown.message;
  }
}
