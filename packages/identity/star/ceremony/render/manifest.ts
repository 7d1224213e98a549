import { createHash } from "node:crypto";

/** What this program has put into a key directory, by which it tells its own files from what somebody else put there. */
export interface Manifest {
  /** The lowest number that was never given to a key: a number means one key for ever. */
  readonly nextNumber: number;
  readonly files: readonly ManifestFile[];
}

/** One file of a key directory. */
export interface ManifestFile {
  readonly number: number;
  readonly keyId: string;
  readonly fingerprint: string;
  readonly placedAtMs: number;
}

/** Of a directory into which nothing was put yet. */
export const EMPTY_MANIFEST: Manifest = { nextNumber: 1, files: [] };

/** The content of a manifest's file; by its last line a torn or edited one is told from a whole one. */
export function encodeManifest({ nextNumber, files }: Manifest): string {
  const body = `${JSON.stringify({ version: 1, nextNumber, files }, null, 1)}\n`;
  return `${body}sha256 ${hashOf(body)}\n`;
}

/** Undefined when it is not whole: what is in the directory is then told by its content alone. */
export function decodeManifest(content: string): Manifest | undefined {
  const end = content.lastIndexOf("\n", content.length - 2) + 1;
  const body = content.slice(0, end);
  if (content.slice(end) !== `sha256 ${hashOf(body)}\n`) return undefined;
  const { version, nextNumber, files } = JSON.parse(body) as { version: number } & Manifest;
  return version === 1 ? { nextNumber, files } : undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
