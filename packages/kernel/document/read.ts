import { LineCounter, parseDocument } from "yaml";
import type { DocumentPath, Finding } from "./finding.ts";
import { createLocator } from "./locate.ts";
import { readValue } from "./read-value.ts";
import type { SchemaPart } from "./schema-part.ts";

/** What a text says. */
export interface ReadDocument {
  /** By the schema, with its defaults; means nothing when there are problems. */
  readonly value: unknown;
  /** Everything in which the text does not fit the schema, with lines. */
  readonly problems: readonly Finding[];
  readonly lineOf: (path: DocumentPath) => number;
}

/** Reads a document from YAML (or JSON, which is YAML too). The codes of its problems begin with `codes`: `star.document`. */
export function readDocument(schema: SchemaPart, text: string, codes: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = createLocator(document, lines);
  const problems: Finding[] = document.errors.map((error) => ({
    code: `${codes}.yaml`,
    severity: "error",
    path: [],
    line: lines.linePos(error.pos[0]).line,
    message: `This is not YAML: ${error.message}.`,
  }));
  if (problems.length > 0) return { value: undefined, problems, lineOf };
  const value = readValue(schema, document.contents, [], (misfit, path, message) => {
    problems.push({ code: `${codes}.${misfit}`, severity: "error", path, line: lineOf(path), message });
  });
  return { value, problems, lineOf };
}
