import { type DocumentPath, type Finding, readDocument } from "@multisite/kernel/document";
import type { IdentityStar } from "../types.ts";
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
  const { value, problems, lineOf } = readDocument(starSchema, text, "star.document");
  return { star: problems.length === 0 ? toStar(value as StarDocument) : undefined, problems, lineOf };
}
