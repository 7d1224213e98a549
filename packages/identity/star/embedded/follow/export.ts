import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { DifferingRow } from "@multisite/kernel/changes";
import type { EmbeddedNode } from "../node/node.ts";

/** A file of rows that differed, one JSON object a line, for the operator; there is none when no row differed. */
export function createExport(node: EmbeddedNode, { donor, because }: { readonly donor: string; readonly because: string }) {
  const directory = join(node.options.home, "differing");
  const mark = node.file.log.newest();
  const path = freePath(join(directory, `${mark?.sequence ?? 0}-${(mark?.chainHash ?? "").slice(0, 8)}`));
  let descriptor: number | undefined;
  let rows = 0;
  return {
    add(row: DifferingRow): void {
      if (descriptor === undefined) {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        descriptor = openSync(`${path}.part`, "w", 0o600);
        writeLine(descriptor, { donor, because, newestHere: mark, regimeHere: node.regime() });
      }
      rows++;
      writeLine(descriptor, row);
    },
    /** The rows are gone from the database now: the file stays, and an alarm tells of it as long as it is there. */
    keep(): void {
      if (descriptor === undefined) return;
      renameSync(`${path}.part`, path);
      node.options.log.warn({ path, rows, donor, because }, "this node was rebuilt; rows that only it had are exported");
    },
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor);
      rmSync(`${path}.part`, { force: true });
    },
  };
}

function writeLine(descriptor: number, value: unknown): void {
  writeSync(descriptor, `${JSON.stringify(value, asText)}\n`);
}

function asText(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value;
}

function freePath(start: string): string {
  for (let number = 0; ; number++) {
    const path = `${start}${number === 0 ? "" : `-${number}`}.jsonl`;
    if (!existsSync(path)) return path;
  }
}
