import { readFileSync } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import { Option } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";

const VARIABLE = "MULTISITE_BACKUP_PASSPHRASE";

export interface PassphraseFlags {
  readonly passphraseFile?: string;
}

/** There is no option for the passphrase itself: other users of the host can see the arguments of a program. */
export function passphraseFileOption(): Option {
  return new Option("--passphrase-file <file>", `file whose first line is the passphrase; else env ${VARIABLE}, or a prompt`);
}

/** The passphrase from the file, the environment or the person at the terminal, in this order; `again` has it typed twice. */
export async function readPassphrase(
  { environment, terminal }: CommandContext,
  { passphraseFile }: PassphraseFlags,
  { again }: { readonly again: boolean },
): Promise<Secret> {
  if (passphraseFile !== undefined) return required(readFirstLine(passphraseFile), `${passphraseFile} is empty`);
  const given = environment[VARIABLE];
  if (given !== undefined) return required(given, `${VARIABLE} is empty`);
  const typed = await terminal.askSecret("Passphrase of the backup: ");
  if (typed === undefined) {
    throw usageError(`The passphrase is missing: give --passphrase-file, set ${VARIABLE}, or type it at a terminal.`);
  }
  if (again && (await terminal.askSecret("The same again: ")) !== typed) throw usageError("The two passphrases differ.");
  return required(typed, "nothing was typed");
}

function readFirstLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/, 1)[0] ?? "";
  } catch (cause) {
    const problem = `The passphrase file ${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? messageOf(cause)}).`;
    throw new MultisiteError("cli.passphrase_file.unreadable", problem, { cause });
  }
}

function required(passphrase: string, problem: string): Secret {
  if (passphrase === "") throw usageError(`The passphrase is missing: ${problem}.`);
  return new Secret(passphrase);
}
