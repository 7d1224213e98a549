import type { SeenNode, StarStatus } from "@multisite/identity/star";
import { fitColumns, renderTable } from "../../output/table.ts";
import { nodeColumns } from "./status-columns.ts";

export interface PictureOptions {
  readonly color: boolean;
  /** Characters in a line; undefined: everything is shown. */
  readonly columns: number | undefined;
}

/** What `star status` shows to people: the verdict, the nodes, what keys wait for, alarms. Texts are never cut. */
export function statusPicture({ star, verdict, askedAt, nodes, atMs }: StarStatus, options: PictureOptions): string {
  const { name, mode, engine, generation } = star;
  const parts = [
    `${verdict.health.toUpperCase()}  ${verdict.line}\n`,
    verdict.next === undefined ? "" : `  next: ${verdict.next}\n`,
    `star ${name}, mode ${mode}, engine ${engine}, generation ${generation}; seen from ${askedAt.node} at ${askedAt.site}\n\n`,
    nodesPicture(nodes, atMs, options),
    belowTable([...waitingKeys(nodes), ...alarmsOf(nodes)]),
  ];
  return parts.join("");
}

/** The table of nodes; on a narrow screen without what matters least, which is said below. */
export function nodesPicture(nodes: readonly SeenNode[], atMs: number, { color, columns }: PictureOptions): string {
  const all = nodeColumns(atMs);
  const { shown, leftOut } = columns === undefined ? { shown: all, leftOut: [] } : fitColumns(all, nodes, columns);
  const table = renderTable(shown, nodes, { color });
  if (columns === undefined || leftOut.length === 0) return table;
  const headings = all.filter((column) => leftOut.includes(column)).map(({ heading }) => heading);
  const words = ["not shown:", ...headings.join(",\n").split("\n"), "(--wide or -o json shows all)"];
  return `${table}${linesOf(words, columns)}\n`;
}

/** Words in lines of at most so many characters. */
function linesOf(words: readonly string[], columns: number): string {
  return words.reduce((text, word) => {
    const length = text.length - text.lastIndexOf("\n") - 1;
    return length + 1 + word.length > columns ? `${text}\n${word}` : `${text} ${word}`;
  });
}

function belowTable(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}

/** What keys wait for, of all purposes; nodes that wait for the same are named together. */
function waitingKeys(nodes: readonly SeenNode[]): readonly string[] {
  const waiting = nodes.flatMap(({ node, status }) =>
    (status?.keys ?? []).flatMap(({ purpose, waitsFor }) => (waitsFor === undefined ? [] : [{ node, purpose, waitsFor }])),
  );
  const groups = Map.groupBy(waiting, ({ purpose, waitsFor }) => `keys     ${purpose}: ${waitsFor}`);
  return [...groups].map(([text, who]) => `${text} (${who.map(({ node }) => node).join(", ")})`);
}

function alarmsOf(nodes: readonly SeenNode[]): readonly string[] {
  return nodes.flatMap(({ node, status }) =>
    (status?.alarms ?? []).flatMap(({ severity, cause, next }) => [
      `${severity.padEnd(8)} ${node}: ${cause}`,
      `         next: ${next}`,
    ]),
  );
}
