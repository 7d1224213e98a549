import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashOfFile, installSnapshot } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";
import { mayTake } from "../decide/promise.ts";
import { badQuestion } from "../errors.ts";
import { readCount, readText } from "../messages/read.ts";
import { ask } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";
import { createExport } from "./export.ts";

export interface RebuildOptions {
  readonly donor: string;
  /** Why, in words that fit "rebuilt, as ...". */
  readonly because: string;
  /** What is here is not merely old: rows that differ are kept for the operator. */
  readonly isDifferent: boolean;
}

/** Makes the database here equal to that of another node. The node must not serve meanwhile if what it has is wrong. */
export async function rebuild(node: EmbeddedNode, { donor, because, isDifferent }: RebuildOptions): Promise<void> {
  const { known, file } = node;
  if (isDifferent) node.remember({ wrong: because });
  known.reason = `It is being rebuilt from ${donor}, as ${because}.`;
  node.news.wake();
  const copy = await fetchCopy(node, donor);
  const exported = createExport(node, { donor, because });
  try {
    await node.step("install");
    installSnapshot(file, copy.path, {
      ...(isDifferent ? { onDifference: exported.add } : {}),
      finish() {
        if (!mayTake(copy.epoch, node.memory())) throw new Error("promised to another writer meanwhile");
        file.setGate({ writes: "elsewhere" });
        // The copy may be older than what this node once confirmed.
        node.remember({ wrong: null, outdated: "it was rebuilt and has not caught up with the writer since" });
      },
    });
    exported.keep();
  } finally {
    exported.close();
    rmSync(copy.path, { force: true });
  }
  known.reason = undefined;
  node.changed.wake();
  node.news.wake();
}

async function fetchCopy(node: EmbeddedNode, donor: string): Promise<{ path: string; epoch: string }> {
  const { fields, report } = await ask(node, donor, "snapshot", {}, node.settings.answerMs * 10);
  const hash = readText(fields.hash, "hash");
  const bytes = readCount(fields.bytes, "bytes");
  if (report.regime === null) throw badQuestion("regime");
  const path = join(dirname(node.file.path), `.incoming-${node.name}.db`);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const descriptor = openSync(path, "w", 0o600);
  try {
    for (let offset = 0; offset < bytes; ) {
      const answered = await ask(node, donor, "page", { hash, offset });
      const page = Buffer.from(readText(answered.fields.bytes, "bytes"), "base64");
      if (page.length === 0) break;
      writeSync(descriptor, page, 0, page.length, offset);
      offset += page.length;
    }
  } finally {
    closeSync(descriptor);
  }
  if (hashOfFile(path) !== hash) {
    throw new MultisiteError("identity.star.copy_damaged", `The copy of ${donor} arrived damaged; it is fetched again.`);
  }
  return { path, epoch: report.regime.epoch };
}
