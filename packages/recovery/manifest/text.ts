import { createHash } from "node:crypto";
import { messageOf } from "@multisite/kernel/errors";
import { recoveryError } from "../errors.ts";
import type { Manifest } from "./types.ts";

const VERSION = 1;

/** As it is put into the store. */
export function writeManifest(manifest: Manifest): string {
  const body = JSON.stringify(manifest);
  return `${JSON.stringify({ sha256: sha256(body), manifest })}\n`;
}

/**
 * What lies in the store, which may be cut off, damaged or of a later version.
 *
 * @throws MultisiteError `recovery.manifest.damaged`, `recovery.manifest.version`
 */
export function readManifest(text: string, where: string): Manifest {
  const { sha256: said, manifest } = open(text, where);
  if (said !== sha256(JSON.stringify(manifest))) {
    throw recoveryError("manifest.damaged", `The manifest ${where} is not what was written: its checksum differs.`);
  }
  if (manifest?.version !== VERSION) {
    throw recoveryError(
      "manifest.version",
      `The manifest ${where} is of version ${manifest?.version}, and this program reads ${VERSION}.`,
    );
  }
  const missing = missingIn(manifest);
  if (missing !== undefined) throw recoveryError("manifest.damaged", `The manifest ${where} is not whole: ${missing}.`);
  return manifest;
}

function open(text: string, where: string): { readonly sha256?: string; readonly manifest?: Manifest } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw recoveryError("manifest.damaged", `The manifest ${where} cannot be read (${messageOf(cause)}).`, cause);
  }
  throw recoveryError("manifest.damaged", `The manifest ${where} cannot be read.`);
}

/** What a point lacks that could never be restored. */
function missingIn({ servers, volumes }: Manifest): string | undefined {
  const known = new Set(volumes.map(({ id }) => id));
  for (const { name, volumes: attached } of servers) {
    const lost = attached.find(({ volumeId }) => !known.has(volumeId));
    if (lost !== undefined) return `volume ${lost.volumeId} of ${name} is not in it`;
  }
  for (const { name, chain } of volumes) {
    const isWhole = chain.length > 0 && chain.every(({ parentId }, index) => parentId === (chain[index - 1]?.id ?? null));
    if (!isWhole) return `the backups of volume ${name} do not go back to a full one`;
  }
  return undefined;
}

function sha256(text: string | undefined): string {
  return createHash("sha256")
    .update(text ?? "")
    .digest("hex");
}
