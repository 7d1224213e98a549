import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Column, fitColumns, renderTable } from "./table.ts";

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

  test("where it is too wide, what matters least is left out, and never what must be there", () => {
    const three: readonly Column<Row>[] = [
      { heading: "name", cell: ({ name }) => name },
      { heading: "b", importance: 2, cell: () => "bbbbb" },
      { heading: "c", importance: 1, cell: () => "ccccc" },
    ];
    const rows = [{ name: "東京都", state: "" }];
    const headings = (width: number): readonly (readonly string[])[] => {
      const { shown, leftOut } = fitColumns(three, rows, width);
      return [shown.map(({ heading }) => heading), leftOut.map(({ heading }) => heading)];
    };
    expect(headings(20)).toEqual([["name", "b", "c"], []]);
    expect(headings(19)).toEqual([["name", "b"], ["c"]]);
    expect(headings(12)).toEqual([["name"], ["c", "b"]]);
    expect(headings(1)).toEqual([["name"], ["c", "b"]]);
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
