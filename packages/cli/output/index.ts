import { stringify } from "yaml";
import type { Terminal } from "../terminal/index.ts";
import { type Column, renderTable } from "./table.ts";

export const OUTPUT_FORMATS = ["table", "json", "yaml"] as const;

/** For people, for programs, and for both. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Shows rows as a table, or `document` (by default the rows) as JSON or YAML. */
export function showRows<Row>(
  terminal: Terminal,
  format: OutputFormat,
  {
    columns,
    rows,
    document = rows,
  }: { readonly columns: readonly Column<Row>[]; readonly rows: readonly Row[]; readonly document?: unknown },
): void {
  if (format === "table") terminal.write(renderTable(columns, rows, { color: terminal.isScreen }));
  else showDocument(terminal, format, document);
}

/** Shows a document as JSON or YAML. */
export function showDocument(terminal: Terminal, format: Exclude<OutputFormat, "table">, document: unknown): void {
  terminal.write(format === "json" ? `${JSON.stringify(document, null, 2)}\n` : stringify(document));
}
