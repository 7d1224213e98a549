import { stripVTControlCharacters, styleText } from "node:util";

/** One column: which field of a row it shows, under which heading. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
  /** Colour of a cell, on a screen only. */
  readonly style?: (row: Row) => Parameters<typeof styleText>[0] | undefined;
}

export interface TableOptions {
  readonly color: boolean;
}

const GAP = "  ";

/**
 * Rows under headings, each column as wide as its widest cell. Texts are never cut, so that IDs can be copied and `grep` finds
 * everything; without colour the output is plain text.
 */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], { color }: TableOptions): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))));
  const widths = columns.map(({ heading }, index) =>
    Math.max(displayWidth(heading), ...cells.map((line) => displayWidth(line[index] ?? ""))),
  );
  const heading = columns.map((column, index) => pad(column.heading.toUpperCase(), widths[index]));
  const lines = [color ? paint("bold", heading) : heading];
  for (const [rowIndex, line] of cells.entries()) {
    const padded = line.map((cell, index) => pad(cell, widths[index]));
    const row = rows[rowIndex] as Row;
    lines.push(color ? padded.map((cell, index) => paintCell(columns[index]?.style?.(row), cell)) : padded);
  }
  return lines.map((line) => `${line.join(GAP).trimEnd()}\n`).join("");
}

/** Control characters could move the cursor or hide text: they are shown, not obeyed. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, " ");
}

function pad(text: string, width = 0): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Characters of East Asian scripts and emoji take two columns. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize("NFC")) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

type Style = Parameters<typeof styleText>[0];

function paint(style: Style, cells: readonly string[]): string[] {
  return cells.map((cell) => paintCell(style, cell));
}

function paintCell(style: Style | undefined, cell: string): string {
  return style === undefined ? cell : styleText(style, cell, { validateStream: false });
}
