import { styleText } from "node:util";
import type { Measurement } from "./measurements/types.ts";

/** The measurements as a table; a missed target stands out. */
export function renderTable(results: readonly Measurement[]): string {
  const rows = results.map(({ name, measured, target, met }) => [name, measured, target, met ? "met" : "missed"]);
  const header = ["measurement", "measured", "target", ""];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const shown = rows.map((row) => (row[3] === "met" ? line(row) : styleText("red", line(row))));
  return [styleText("bold", line(header)), ...shown].join("\n");
}
