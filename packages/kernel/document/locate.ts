import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import type { DocumentPath } from "./finding.ts";

/** Finds the line of a place in the text; of a field that is missing, the line of what it is missing in. */
export function createLocator(document: Document.Parsed, lines: LineCounter): (path: DocumentPath) => number {
  const lineOf = (node: unknown): number => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  return (path) => {
    let node: unknown = document.contents;
    let line = lineOf(node);
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
        if (pair === undefined) return line;
        line = lineOf(pair.key);
        node = pair.value;
      } else if (isSeq(node) && typeof step === "number" && step < node.items.length) {
        node = node.items[step];
        line = lineOf(node);
      } else return line;
    }
    return line;
  };
}
