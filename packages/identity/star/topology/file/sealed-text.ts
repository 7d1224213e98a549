import { createHash } from "node:crypto";

const TRAILER = /^# whole up to here: sha256 ([0-9a-f]{64})\n$/;

/** The text with a last line by which a torn or edited file is told from a whole one; for YAML it is a comment. */
export function sealText(text: string): string {
  return `${text}# whole up to here: sha256 ${hashOf(text)}\n`;
}

/** The text of a whole file; undefined when it is torn, empty, or was edited. */
export function openSealedText(sealed: string): string | undefined {
  const start = sealed.lastIndexOf("\n", sealed.length - 2) + 1;
  const text = sealed.slice(0, start);
  return TRAILER.exec(sealed.slice(start))?.[1] === hashOf(text) ? text : undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
