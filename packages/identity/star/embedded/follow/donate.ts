import { dirname } from "node:path";
import { makeSnapshot, removeSnapshots, type Snapshot } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";
import { readCount, readText } from "../messages/read.ts";
import { answer } from "../messages/subjects.ts";
import type { EmbeddedNode } from "../node/node.ts";

/** A copy is made again for who asks later than this. */
const FRESH_MS = 10_000;
/** A copy that nobody has read for so long is dropped. */
const IDLE_MS = 60_000;
const PAGE_BYTES = 256 * 1024;

interface Offered {
  readonly snapshot: Snapshot;
  readonly madeAtMs: number;
  usedAtMs: number;
}

/** Gives copies of the database to nodes that have none, or a wrong one. */
export function donate(node: EmbeddedNode): { tidy(): void; close(): void } {
  let offered: Offered[] = [];
  removeSnapshots(dirname(node.file.path));
  const dropWhere = (isUnwanted: (one: Offered) => boolean): void => {
    for (const one of offered.filter(isUnwanted)) one.snapshot.drop();
    offered = offered.filter((one) => !isUnwanted(one));
  };
  answer(node, "snapshot", async () => {
    const nowMs = node.nowMs();
    let fresh = offered.find(({ madeAtMs }) => nowMs - madeAtMs < FRESH_MS);
    if (fresh === undefined) {
      await node.step("make snapshot");
      fresh = { snapshot: makeSnapshot(node.file), madeAtMs: nowMs, usedAtMs: nowMs };
      offered.push(fresh);
    }
    fresh.usedAtMs = nowMs;
    const { hash, bytes } = fresh.snapshot;
    return { hash, bytes };
  });
  answer(node, "page", (fields) => {
    const hash = readText(fields.hash, "hash");
    const offset = readCount(fields.offset, "offset");
    const found = offered.find(({ snapshot }) => snapshot.hash === hash);
    if (found === undefined) throw new MultisiteError("identity.star.no_snapshot", "This copy is no longer here; begin anew.");
    found.usedAtMs = node.nowMs();
    return { bytes: found.snapshot.page(offset, PAGE_BYTES).toString("base64") };
  });
  return {
    tidy: () => dropWhere(({ usedAtMs }) => node.nowMs() - usedAtMs > IDLE_MS),
    close: () => dropWhere(() => true),
  };
}
