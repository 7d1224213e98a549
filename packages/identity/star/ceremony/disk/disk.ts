import { basename, dirname, join } from "node:path";
import type { Clock } from "@multisite/kernel/clock";
import type { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../../../tokens/index.ts";
import { keyDiskError } from "../errors.ts";
import type { KeyDisk } from "../loop/index.ts";
import { KEY_PURPOSES, type KeyPurpose } from "../types.ts";
import {
  type FileCalls,
  makePrivateDirectory,
  readIfThere,
  syncDirectory,
  systemFiles,
  unlinkIfThere,
  writeWhole,
} from "./files.ts";
import { guard } from "./guard.ts";
import { encodeKeyFile, isKeyId } from "./key-file.ts";
import { keyDirectory, keyHome, renderedDirectory } from "./places.ts";
import { createRendering } from "./rendering.ts";
import { openRepairs, type Repair } from "./repairs.ts";
import { createShelf, type DamagedFile, type DescribedKey, type Shelf } from "./shelf.ts";

export interface KeyDiskOptions {
  /** Home directory of the node. */
  readonly home: string;
  readonly clock: Clock;
  /** The calls to the operating system; a test can let each of them fail. */
  readonly files?: FileCalls;
  /** Whom the directories for Keystone are given to when they are made; only root can give. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** The keys of this host on its disk. */
export interface HomeKeyDisk extends KeyDisk {
  readonly home: string;
  /** Files that should hold keys and do not: what is in them does not count. */
  damaged(): readonly DamagedFile[];
  /** Keys with which whoever reads the directory for Keystone can verify; undefined while there is no directory. */
  rendered(purpose: KeyPurpose): ReadonlySet<string> | undefined;
  /** The keys of {@link KeyDisk.list} by ID: what each is for, and how processes of the host call it. */
  described(): ReadonlyMap<string, DescribedKey>;
  /** What was put right in the last 24 hours. */
  repairs(): readonly Repair[];
}

/**
 * The keys under `keys/` of the home directory, and the directories that are made of them for Keystone. Every change is on the disk
 * when its call returns; after a crash or a full disk at any moment each key is there as a whole, or not at all.
 *
 * @throws MultisiteError `identity.key_disk.*`
 */
export function openKeyDisk({ home, clock, files = systemFiles, owner }: KeyDiskOptions): HomeKeyDisk {
  const root = keyHome(home);
  const temporaryPath = join(root, ".new");
  guard("not_written", `The directory ${root} cannot be made.`, () => {
    for (const directory of [root, ...KEY_PURPOSES.map((purpose) => keyDirectory(home, purpose))]) {
      makePrivateDirectory(files, directory);
    }
    unlinkIfThere(files, temporaryPath);
  });
  const shelf = createShelf(files, (purpose) => keyDirectory(home, purpose));
  const look = (): Shelf => guard("unreadable", `The keys in ${root} cannot be listed.`, shelf);
  const repairs = openRepairs(files, root, clock);
  const pathOf = (purpose: KeyPurpose, keyId: string): string => join(keyDirectory(home, purpose), keyId);

  /** Nothing of anybody's is deleted: it is kept where no reader looks. */
  function setAside(path: string): void {
    const directory = join(root, "aside");
    makePrivateDirectory(files, directory);
    const time = new Date(clock.nowMs()).toISOString().replace(/\D/g, "");
    files.renameSync(path, join(directory, `${time}-${basename(dirname(path))}-${basename(path)}`));
    syncDirectory(files, directory);
  }

  function read(keyId: string): Secret {
    const key = look().whole.get(keyId);
    if (key === undefined) throw keyDiskError("not_whole", `The key ${keyId} is not whole on this host.`);
    return key.text;
  }

  function write(keyId: string, purpose: KeyPurpose, text: Secret): void {
    if (!isKeyId(keyId)) throw keyDiskError("refused", `${JSON.stringify(keyId)} cannot be the ID of a key.`);
    if (FernetKey.parse(text) === undefined) throw keyDiskError("refused", `What came as key ${keyId} is no Fernet key.`);
    const path = pathOf(purpose, keyId);
    const { whole, damaged } = look();
    const stored = whole.get(keyId);
    if (stored !== undefined) {
      if (stored.text.reveal() === text.reveal() && stored.purpose === purpose) return;
      throw keyDiskError("refused", `Another key is stored here under the ID ${keyId}; it is kept.`);
    }
    const content = encodeKeyFile({ keyId, purpose, text });
    guard("not_written", `The key ${keyId} cannot be written to ${path}; nothing was changed.`, () => {
      const torn = damaged.find((file) => file.path === path);
      if (torn !== undefined) {
        setAside(path);
        repairs.note(path, torn.why);
      }
      writeWhole(files, path, content, temporaryPath, { mode: 0o600 });
    });
    if (readIfThere(files, path) !== content)
      throw keyDiskError("not_written", `${path} reads back differently; look at the disk.`);
  }

  function remove(keyId: string): void {
    if (!isKeyId(keyId)) return;
    guard("not_written", `The key ${keyId} cannot be removed.`, () => {
      for (const purpose of KEY_PURPOSES) {
        if (files.lstatSync(pathOf(purpose, keyId), { throwIfNoEntry: false }) === undefined) continue;
        unlinkIfThere(files, pathOf(purpose, keyId));
        syncDirectory(files, keyDirectory(home, purpose));
      }
    });
  }

  const { render, rendered } = createRendering({
    home,
    clock,
    look,
    read,
    write,
    repairs,
    placeOf: (purpose) => ({
      files,
      directory: renderedDirectory(home, purpose),
      manifestPath: join(root, `${purpose}.rendered`),
      temporaryPath,
      setAside,
      owner,
    }),
  });
  return {
    home,
    list: () => new Set(look().whole.keys()),
    read,
    write,
    remove,
    render,
    rendered,
    described: () => look().whole,
    damaged: () => look().damaged,
    repairs: repairs.recent,
  };
}
