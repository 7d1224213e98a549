import type { Board } from "@multisite/kernel/board";
import { mayDropCondemned } from "../certificates.ts";
import { type FileCalls, systemFiles } from "../disk/files.ts";
import { keyDirectory } from "../disk/places.ts";
import { createShelf, type Shelf } from "../disk/shelf.ts";
import { type CeremonyView, KEY_PURPOSES, type KeyView } from "../types.ts";
import { type IsProcessAlive, isProcessAlive } from "../verifiers/index.ts";
import { findInDirectory } from "./directory.ts";
import { findOnDisk } from "./on-disk.ts";
import type { KeyFinding } from "./types.ts";
import { findInVerifiers } from "./verifiers.ts";

export interface VerifyKeysOptions {
  /** Home directory of the node. */
  readonly home: string;
  readonly view: CeremonyView;
  /** Of the host; without it nothing is said of processes. */
  readonly board?: Board;
  readonly isAlive?: IsProcessAlive;
  readonly files?: FileCalls;
}

/** What all checks look at. */
export interface Verification {
  readonly home: string;
  readonly view: CeremonyView;
  readonly files: FileCalls;
  readonly shelf: Shelf;
  /** Keys that this node has promised to hold. */
  readonly promised: readonly KeyView[];
}

/**
 * Compares what the ceremony says, what is on the disk, what is in the directories for Keystone and what processes have loaded, by
 * reading all of it anew. Changes nothing.
 */
export function verifyKeys(options: VerifyKeysOptions): readonly KeyFinding[] {
  const { home, view, board, isAlive = isProcessAlive, files = systemFiles } = options;
  const shelf = createShelf(files, (purpose) => keyDirectory(home, purpose))();
  const verification: Verification = { home, view, files, shelf, promised: view.keys.filter((key) => isPromised(view, key)) };
  return [
    ...findOnDisk(verification),
    ...KEY_PURPOSES.flatMap((purpose) => findInDirectory(verification, purpose)),
    ...(board === undefined ? [] : findInVerifiers(verification, board, isAlive)),
  ];
}

function isPromised(view: CeremonyView, key: KeyView): boolean {
  const isGone = key.condemnedReason !== undefined && mayDropCondemned(key);
  return key.installed.has(view.me) && !key.removed.has(view.me) && !isGone;
}
