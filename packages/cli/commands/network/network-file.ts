import { readFileSync } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";

/** The text of a stretched network's document; `-` is standard input. */
export function readNetworkFile(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
    throw new MultisiteError("cli.network.unreadable", `The network's document ${file} cannot be read (${problem}).`, { cause });
  }
}
