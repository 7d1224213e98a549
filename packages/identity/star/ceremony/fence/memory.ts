import { createHash } from "node:crypto";
import { type FileCalls, readIfThere, writeWhole } from "../disk/files.ts";
import type { FenceMemory } from "./types.ts";

/** Of a node that has just been made. */
const NEW_NODE: FenceMemory = { hasServed: false, restored: undefined, marks: {} };

/** A file that is not whole says that something happened to this home: it counts as restored. */
export function readMemory(
  files: FileCalls,
  path: string,
  { nowMs, epoch }: { readonly nowMs: number; readonly epoch: string },
): FenceMemory {
  const content = readIfThere(files, path);
  if (content === undefined) return NEW_NODE;
  const end = content.indexOf("\n") + 1;
  const body = content.slice(0, end);
  if (content.slice(end) === checksumLine(body)) {
    const { hasServed, restored, marks } = JSON.parse(body) as FenceMemory;
    return { hasServed, restored, marks };
  }
  const because = "What this node knew of itself (fence.json in its home) is damaged.";
  return { hasServed: true, restored: { because, sinceMs: nowMs, formerEpoch: epoch }, marks: {} };
}

export function writeMemory(files: FileCalls, path: string, memory: FenceMemory): void {
  const body = `${JSON.stringify(memory)}\n`;
  writeWhole(files, path, body + checksumLine(body), `${path}.new`, { mode: 0o600 });
}

function checksumLine(body: string): string {
  return `sha256 ${createHash("sha256").update(body).digest("hex")}\n`;
}
