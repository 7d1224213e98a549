import { readFileSync } from "node:fs";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";

/** The text of a document; `-` is standard input. */
export function readDocumentFile(file: string, { code, called }: { readonly code: string; readonly called: string }): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
    throw new MultisiteError(code, `${called} ${file} cannot be read (${problem}).`, { cause });
  }
}
