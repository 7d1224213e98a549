import { readDocumentFile } from "../document/index.ts";

/** The text of a stretched network's document; `-` is standard input. */
export function readNetworkFile(file: string): string {
  return readDocumentFile(file, { code: "cli.network.unreadable", called: "The network's document" });
}
