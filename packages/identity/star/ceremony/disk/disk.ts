import { basename, join } from "node:path";
import type { Clock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../../../tokens/index.ts";
import { keyDiskError } from "../errors.ts";
import type { KeyDisk, RenderContext } from "../loop/index.ts";
import { closeDirectory, type RenderingPlace, readAsKeystone, readManifest, renderKeys } from "../render/index.ts";
import { KEY_PURPOSES, type KeyPurpose } from "../types.ts";
import {
  type FileCalls,
  makePrivateDirectory,
  readIfThere,
  stampBelow,
  syncDirectory,
  systemFiles,
  unlinkIfThere,
  writeWhole,
} from "./files.ts";
import { encodeKeyFile, isKeyId } from "./key-file.ts";
import { keyDirectory, keyHome, renderedDirectory } from "./places.ts";
import { openRepairs, type Repair } from "./repairs.ts";
import { createShelf, type DamagedFile, type Shelf } from "./shelf.ts";

export interface KeyDiskOptions {
  /** Home directory of the node. */
  readonly home: string;
  readonly clock: Clock;
  /** The calls to the operating system; a test can let each of them fail. */
  readonly files?: FileCalls;
  /** Whom the directories for Keystone are given to when they are made; only root can give. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * A directory that looks untouched is read again after so long: names that are to be given up have settled by then, and an edit within
 * one tick of the file system's clock shows by its content alone.
 */
const READ_AGAIN_MS = 10_000;

/** The keys of this host on its disk. */
export interface HomeKeyDisk extends KeyDisk {
  readonly home: string;
  /** Files that should hold keys and do not: what is in them does not count. */
  damaged(): readonly DamagedFile[];
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
  const asideDirectory = join(root, "aside");
  guard("not_written", `The directory ${root} cannot be made.`, () => {
    for (const directory of [root, ...KEY_PURPOSES.map((purpose) => keyDirectory(home, purpose))]) {
      makePrivateDirectory(files, directory);
    }
    unlinkIfThere(files, temporaryPath);
  });
  const shelf = createShelf(files, (purpose) => keyDirectory(home, purpose));
  const look = (): Shelf => guard("unreadable", `The keys in ${root} cannot be listed.`, shelf);
  const repairs = openRepairs(files, root, clock);
  /** By purpose: from what a directory was made, and what it looked like then. */
  const rendered = new Map<KeyPurpose, { inputs: string; stamp: string; fromMs: number; untilMs: number }>();

  const pathOf = (purpose: KeyPurpose, keyId: string): string => join(keyDirectory(home, purpose), keyId);
  const placeOf = (purpose: KeyPurpose): RenderingPlace => ({
    files,
    directory: renderedDirectory(home, purpose),
    manifestPath: join(root, `${purpose}.rendered`),
    temporaryPath,
    setAside,
    owner,
  });

  /** Nothing of anybody's is deleted: it is kept where no reader looks. */
  function setAside(path: string): void {
    makePrivateDirectory(files, asideDirectory);
    const name = `${new Date(clock.nowMs()).toISOString().replace(/\D/g, "")}-${basename(join(path, ".."))}-${basename(path)}`;
    files.renameSync(path, join(asideDirectory, name));
    syncDirectory(files, asideDirectory);
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

  /** What the ceremony's own file has lost, the directory for Keystone may still have: whole, as the manifest proves. */
  function heal(purpose: KeyPurpose, place: RenderingPlace, dropped: ReadonlySet<string>): void {
    const { whole } = look();
    const lost = readManifest(place).files.filter(({ keyId }) => !whole.has(keyId) && !dropped.has(keyId));
    if (lost.length === 0) return;
    const seen = readAsKeystone(files, place.directory);
    for (const { keyId, number, fingerprint } of lost) {
      if (!seen.some((file) => file.name === String(number) && file.fingerprint === fingerprint)) continue;
      const text = readIfThere(files, join(place.directory, String(number)));
      if (text === undefined || look().whole.has(keyId)) continue;
      try {
        write(keyId, purpose, new Secret(text.trim()));
        repairs.note(pathOf(purpose, keyId), "it was missing");
      } catch {
        // The directory keeps it all the same, and the next rendering tries again.
      }
    }
  }

  function render(
    purpose: KeyPurpose,
    signing: string | undefined,
    context: RenderContext = { next: undefined, dropped: new Set() },
  ): void {
    const place = placeOf(purpose);
    const inputs = JSON.stringify([signing ?? null, context.next ?? null, [...context.dropped], context.isClosed === true]);
    if (isUpToDate(purpose, place, inputs)) return;
    rendered.delete(purpose);
    renderNow(purpose, place, signing, context);
    const untilMs = clock.nowMs() + READ_AGAIN_MS;
    rendered.set(purpose, { inputs, stamp: stampOfAll(purpose, place), fromMs: clock.nowMs(), untilMs });
  }

  /** Whether nothing was touched since it was rendered so; now and then it is read all the same. */
  function isUpToDate(purpose: KeyPurpose, place: RenderingPlace, inputs: string): boolean {
    const known = rendered.get(purpose);
    if (known?.inputs !== inputs || clock.nowMs() < known.fromMs || clock.nowMs() >= known.untilMs) return false;
    return known.stamp === stampOfAll(purpose, place);
  }

  function stampOfAll(purpose: KeyPurpose, place: RenderingPlace): string {
    return [keyDirectory(home, purpose), place.directory, place.manifestPath].map((path) => stampBelow(files, path)).join("\n");
  }

  function renderNow(purpose: KeyPurpose, place: RenderingPlace, signing: string | undefined, context: RenderContext): void {
    if (signing === undefined) {
      // Who has not begun to sign yet has no directory: its highest number would sign. What credentials were encrypted with must stay
      // readable whatever happens.
      if (context.isClosed === true && purpose !== "credential") {
        guard("not_written", `The key directory ${place.directory} cannot be closed.`, () => closeDirectory(place));
      }
      return;
    }
    guard("not_written", `The key directory ${place.directory} cannot be brought up to date.`, () => {
      heal(purpose, place, context.dropped);
      const keys = new Map(
        [...look().whole.values()]
          .filter((key) => key.purpose === purpose && !context.dropped.has(key.keyId))
          .map(({ keyId, fingerprint }) => [keyId, fingerprint]),
      );
      if (keys.has(signing)) {
        const edits = renderKeys(place, { keys, signing, next: context.next, dropped: context.dropped }, read, clock.nowMs());
        for (const edit of edits) repairs.note(place.directory, edit);
      } else
        throw keyDiskError(
          "not_whole",
          `The key ${signing}, which signs, is not on this host; ${place.directory} stays as it was.`,
        );
    });
  }

  return {
    home,
    list: () => new Set(look().whole.keys()),
    read,
    write,
    remove(keyId) {
      if (!isKeyId(keyId)) return;
      guard("not_written", `The key ${keyId} cannot be removed.`, () => {
        for (const purpose of KEY_PURPOSES) {
          if (files.lstatSync(pathOf(purpose, keyId), { throwIfNoEntry: false }) === undefined) continue;
          unlinkIfThere(files, pathOf(purpose, keyId));
          syncDirectory(files, keyDirectory(home, purpose));
        }
      });
    },
    render,
    damaged: () => look().damaged,
    repairs: repairs.recent,
  };
}

function guard<Result>(problem: string, message: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "MultisiteError") throw thrown;
    throw keyDiskError(problem, message, thrown);
  }
}
