import { statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@multisite/kernel/errors";
import { listKeyFiles } from "./load.ts";

/**
 * A text that changes whenever a key file is made, renamed, deleted or written, found without reading one: inode, size and times
 * of the directory and of each key file. Two changes within one tick of the file system's clock can leave it the same.
 */
export function fingerprintKeyDirectory(directory: string): string {
  try {
    const parts = [describe(directory)];
    for (const [, name] of listKeyFiles(directory)) parts.push(`${name}:${describe(join(directory, name))}`);
    return parts.sort().join("\n");
  } catch (thrown) {
    // What is wrong is for the reading to say; only a change from or to this state matters here.
    return `unreadable: ${messageOf(thrown)}`;
  }
}

function describe(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "gone" : `${stats.dev} ${stats.ino} ${stats.mode} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}
