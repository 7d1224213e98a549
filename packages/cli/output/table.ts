import { stripVTControlCharacters, styleText } from "node:util";

/** One column: which field of a row it shows, under which heading. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
  /** Colour of a cell, on a screen only. */
  readonly style?: (row: Row) => Parameters<typeof styleText>[0] | undefined;
  /** Where a screen is too narrow, columns of the least importance are left out first; one without it never is. */
  readonly importance?: number;
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
  const widths = columns.map((column) => widthOf(column, rows));
  const heading = columns.map((column, index) => pad(column.heading.toUpperCase(), widths[index]));
  const lines = [color ? paint("bold", heading) : heading];
  for (const [rowIndex, line] of cells.entries()) {
    const padded = line.map((cell, index) => pad(cell, widths[index]));
    const row = rows[rowIndex] as Row;
    lines.push(color ? padded.map((cell, index) => paintCell(columns[index]?.style?.(row), cell)) : padded);
  }
  return lines.map((line) => `${line.join(GAP).trimEnd()}\n`).join("");
}

/** The columns of a table that is at most so wide, as far as there are columns that may be left out; the rest, least important first. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): { readonly shown: readonly Column<Row>[]; readonly leftOut: readonly Column<Row>[] } {
  const widths = new Map(columns.map((column) => [column, widthOf(column, rows)]));
  const mayGo = columns
    .filter(({ importance }) => importance !== undefined)
    .toSorted((one, other) => (one.importance ?? 0) - (other.importance ?? 0));
  const leftOut: Column<Row>[] = [];
  const shown = (): readonly Column<Row>[] => columns.filter((column) => !leftOut.includes(column));
  const total = (): number => shown().reduce((sum, column) => sum + (widths.get(column) ?? 0) + GAP.length, -GAP.length);
  for (const next of mayGo) {
    if (total() <= width) break;
    leftOut.push(next);
  }
  return { shown: shown(), leftOut };
}

function widthOf<Row>({ heading, cell }: Column<Row>, rows: readonly Row[]): number {
  return Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(printable(cell(row)))));
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
