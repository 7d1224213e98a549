import { readDocumentFile } from "../document/index.ts";

/** The text of a star's document; `-` is standard input. */
export function readStarFile(file: string): string {
  return readDocumentFile(file, { code: "cli.star.unreadable", called: "The star's document" });
}
