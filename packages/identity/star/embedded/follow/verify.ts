import { type ChangeMark, differingTables, type TableChecksums, tableChecksums } from "@multisite/kernel/changes";
import { readFields, readMark } from "../messages/read.ts";
import { answer, ask } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import { pull, take } from "./pull.ts";

/** Tells checksums of all tables, and the position at which they were made. */
export function serveChecksums(node: EmbeddedNode): void {
  let cached: { readonly mark: ChangeMark | null; readonly checksums: TableChecksums } | undefined;
  answer(node, "checksums", () => {
    const mark = node.file.log.newest() ?? null;
    if (cached?.mark?.chainHash !== mark?.chainHash) cached = undefined;
    cached ??= readAtOnce(node);
    return cached;
  });
}

/**
 * Compares all rows here with those of a node that this one follows, at one position. The log alone would not tell of rows that
 * somebody edited in the file.
 *
 * @returns tables that differ; undefined when the two could not be brought to one position
 */
export async function verify(node: EmbeddedNode, source: string): Promise<readonly string[] | undefined> {
  const { fields } = await ask(node, source, "checksums", {});
  const mark = readMark(fields.mark);
  const wanted = readFields(fields.checksums) as TableChecksums;
  if (mark === null) return undefined;
  while ((node.file.log.newest()?.sequence ?? 0) < mark.sequence) {
    const pulled = await pull(node, source, { waitMs: 0, upTo: mark.sequence });
    if (pulled.move !== "apply" || !(await take(node, pulled))) return undefined;
  }
  const here = readAtOnce(node);
  return here.mark?.chainHash === mark.chainHash ? differingTables(here.checksums, wanted) : undefined;
}

/** In one read transaction, as services of the host may write meanwhile. */
function readAtOnce({ file }: EmbeddedNode): { mark: ChangeMark | null; checksums: TableChecksums } {
  file.database.exec("BEGIN");
  try {
    return { mark: file.log.newest() ?? null, checksums: tableChecksums(file.database) };
  } finally {
    file.database.exec("COMMIT");
  }
}
