import { join } from "node:path";
import { messageOf } from "@multisite/kernel/errors";
import { keyFingerprint } from "../../../keys/index.ts";
import { KEY_PURPOSES, type KeyPurpose } from "../types.ts";
import { type FileCalls, isMissing, stampOf } from "./files.ts";
import { decodeKeyFile, type StoredKey } from "./key-file.ts";

/** A file that should hold a key and does not. */
export interface DamagedFile {
  readonly path: string;
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly why: string;
}

/** A key without the key itself. */
export type DescribedKey = Pick<StoredKey, "keyId" | "purpose"> & {
  /** Names it among the processes of the host, see `keyFingerprint`. */
  readonly fingerprint: string;
};

/** What is in the directories of the ceremony's keys. */
export interface Shelf {
  readonly whole: ReadonlyMap<string, StoredKey & DescribedKey>;
  readonly damaged: readonly DamagedFile[];
}

/** Looks at the files of all keys; one that has not changed since the last look is not read again. */
export function createShelf(files: FileCalls, directoryOf: (purpose: KeyPurpose) => string): () => Shelf {
  type Known = { readonly stamp: string; readonly key: StoredKey & DescribedKey };
  let known = new Map<string, Known>();
  return () => {
    const seen = new Map<string, Known>();
    const damaged: DamagedFile[] = [];
    for (const purpose of KEY_PURPOSES) {
      for (const name of namesIn(files, directoryOf(purpose))) {
        const path = join(directoryOf(purpose), name);
        const found = look(path, name, purpose, known.get(path));
        if (typeof found === "string") damaged.push({ path, keyId: name, purpose, why: found });
        else if (found !== undefined) seen.set(path, found);
      }
    }
    known = seen;
    return { whole: new Map([...seen.values()].map(({ key }) => [key.keyId, key])), damaged };
  };

  /** Why it holds no key; undefined when it is gone by now. */
  function look(path: string, name: string, purpose: KeyPurpose, former: Known | undefined): Known | string | undefined {
    try {
      const stamp = stampOf(files, path);
      if (stamp === undefined) return undefined;
      if (former?.stamp === stamp) return former;
      const key = decodeKeyFile(files.readFileSync(path, "utf8"));
      if (key === undefined) return "it is torn or was edited";
      if (key.keyId !== name || key.purpose !== purpose) return `it holds the ${key.purpose} key ${key.keyId}`;
      return { stamp, key: { ...key, fingerprint: keyFingerprint(key.text.reveal()) } };
    } catch (thrown) {
      return isMissing(thrown) ? undefined : messageOf(thrown);
    }
  }
}

function namesIn(files: FileCalls, directory: string): readonly string[] {
  try {
    return files.readdirSync(directory);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}
