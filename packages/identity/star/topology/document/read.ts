import { LineCounter, parseDocument } from "yaml";
import type { DocumentPath, Finding } from "../finding.ts";
import type { IdentityStar } from "../types.ts";
import { createLocator } from "./locate.ts";
import { readValue } from "./read-value.ts";
import { starSchema } from "./schema.ts";
import { type StarDocument, toStar } from "./to-star.ts";

/** What a text says. */
export interface ReadStar {
  /** Undefined when there are problems. */
  readonly star: IdentityStar | undefined;
  /** Everything in which the text is no document of a star, with lines. Whether the star can work is for the checks. */
  readonly problems: readonly Finding[];
  readonly lineOf: (path: DocumentPath) => number;
}

/** Reads a star's document from YAML (or JSON, which is YAML too). */
export function readStar(text: string): ReadStar {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = createLocator(document, lines);
  const problems: Finding[] = document.errors.map((error) => ({
    code: "star.document.yaml",
    severity: "error",
    path: [],
    line: lines.linePos(error.pos[0]).line,
    message: `This is not YAML: ${error.message}.`,
  }));
  if (problems.length > 0) return { star: undefined, problems, lineOf };
  const value = readValue(starSchema, document.contents, [], (code, path, message) => {
    problems.push({ code, severity: "error", path, line: lineOf(path), message });
  });
  return { star: problems.length === 0 ? toStar(value as StarDocument) : undefined, problems, lineOf };
}
