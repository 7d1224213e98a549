import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, renderTable } from "./table.ts";

interface Row {
  readonly name: string;
  readonly state: string;
}

const columns: readonly Column<Row>[] = [
  { heading: "name", cell: ({ name }) => name },
  { heading: "state", cell: ({ state }) => state, style: ({ state }) => (state === "bad" ? "red" : undefined) },
];

describe("table", () => {
  test("columns are as wide as their widest cell, and lines have no blanks at their end", () => {
    const rows = [
      { name: "a", state: "ok" },
      { name: "longer-name", state: "" },
    ];
    expect(renderTable(columns, rows, { color: false })).toBe("NAME         STATE\na            ok\nlonger-name\n");
  });

  test("without rows there are the headings", () => {
    expect(renderTable(columns, [], { color: false })).toBe("NAME  STATE\n");
  });

  test("colour changes nothing but the colour", () => {
    const rows = [{ name: "a", state: "bad" }];
    const colored = renderTable(columns, rows, { color: true });
    expect(colored).toContain("\u001b[31m");
    expect(stripVTControlCharacters(colored).replaceAll(/ +$/gm, "")).toBe(renderTable(columns, rows, { color: false }));
  });

  test("wide characters keep the columns in line", () => {
    const rows = [
      { name: "東京", state: "x" },
      { name: "abcd", state: "x" },
    ];
    expect(renderTable(columns, rows, { color: false })).toBe("NAME  STATE\n東京  x\nabcd  x\n");
  });

  test("no text can break lines or move the cursor", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.string({ unit: "binary" }), state: fc.string() })), (rows) => {
        const text = renderTable(columns, rows, { color: false });
        return text.split("\n").length === rows.length + 2 && !/[^\P{Cc}\n]/u.test(text);
      }),
    );
  });
});
