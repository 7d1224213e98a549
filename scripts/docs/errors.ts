import { errorCatalogue } from "../../packages/cli/failures/catalogue.ts";
import { markdownTable, pageHead } from "./markdown.ts";

/** `docs/reference/errors.md`. */
export function errorsPage(): string {
  const intro =
    "Codes are stable: they stand in logs and after `code:` in the output of commands. The status is that of the answer (three digits) or the exit code of the command.";
  const entries = [...errorCatalogue.values()].sort((left, right) => (left.code < right.code ? -1 : 1));
  const rows = entries.map(({ code, status, remedy }) => [`\`${code}\``, status === undefined ? "" : String(status), remedy]);
  return `${pageHead("Errors", intro)}\n${markdownTable(["Code", "Status", "What to do"], rows)}\n`;
}
