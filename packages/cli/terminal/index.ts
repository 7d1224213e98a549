import { askHidden } from "./ask-hidden.ts";

/** Where a command writes, and what is known of who reads it. */
export interface Terminal {
  /** To standard output: what was asked for. */
  write(text: string): void;
  /** To standard error: progress and failures. */
  writeError(text: string): void;
  /** What the person at the terminal types, which is not shown; undefined when nobody is there. */
  askSecret(question: string): Promise<string | undefined>;
  /** Whether standard output is a screen: colour and moving lines only then. */
  readonly isScreen: boolean;
  /** Characters in a line of the screen, as it is now; undefined: nothing needs to fit, as somebody else reads it. */
  readonly columns: number | undefined;
}

/** The terminal or pipe that the program was started with. `NO_COLOR` makes a screen plain. */
export function systemTerminal(environment: NodeJS.ProcessEnv): Terminal {
  // A reader that goes away, as `| head` does, is no failure of the command.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    askSecret: async (question) =>
      process.stdin.isTTY ? askHidden(question, process.stdin, (text) => void process.stderr.write(text)) : undefined,
    isScreen: isWideScreen(process.stdout) && !environment.NO_COLOR && environment.TERM !== "dumb",
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : undefined;
    },
  };
}

/** Lines cannot move on a screen that does not tell its width, or is too narrow for them. */
function isWideScreen({ isTTY, columns }: NodeJS.WriteStream): boolean {
  return isTTY === true && columns >= 60;
}
