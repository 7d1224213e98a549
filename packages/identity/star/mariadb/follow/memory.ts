import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../../topology/file/durable-write.ts";
import type { FollowMemory } from "./types.ts";

/** Fields that are undefined are forgotten, others replaced. */
export type MemoryChange = { readonly [Field in keyof FollowMemory]?: FollowMemory[Field] | undefined };

/** What a node must not forget, on its disk when `change` returns. */
export interface MemoryFile {
  read(): FollowMemory;
  change(change: MemoryChange): void;
}

/** A node whose memory is lost or damaged counts as not compared. */
const NOTHING: FollowMemory = { unverified: "nothing is known of its data" };

export function openMemory(home: string): MemoryFile {
  const path = join(home, "replication.json");
  let memory = load(path);
  return {
    read: () => memory,
    change(change) {
      memory = JSON.parse(JSON.stringify({ ...memory, ...change })) as FollowMemory;
      writeDurably(path, `${JSON.stringify(memory, null, 2)}\n`);
    },
  };
}

function load(path: string): FollowMemory {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as FollowMemory;
  } catch {
    return NOTHING;
  }
}
