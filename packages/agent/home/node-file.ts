import { readFileSync } from "node:fs";
import type { StarHome, TrustRoot } from "@multisite/identity/star";
import { writeDurably } from "@multisite/kernel/durable-file";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";

/** Who this node is, and whom it believes; written when it founds a star or joins one, and never changed. */
export interface NodeFile {
  readonly star: string;
  readonly site: string;
  readonly node: string;
  readonly root: TrustRoot;
}

/** @throws MultisiteError `agent.home.node_file` */
export function readNodeFile(home: StarHome): NodeFile {
  try {
    return JSON.parse(readFileSync(home.nodeFile, "utf8")) as NodeFile;
  } catch (cause) {
    throw new MultisiteError(
      "agent.home.node_file",
      `${home.directory} is no home of a node: ${home.nodeFile} cannot be read (${messageOf(cause)}).`,
      { cause },
    );
  }
}

export function writeNodeFile(home: StarHome, file: NodeFile): void {
  writeDurably(home.nodeFile, `${JSON.stringify(file, undefined, 2)}\n`, 0o600);
}
