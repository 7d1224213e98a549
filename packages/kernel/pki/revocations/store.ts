import type { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { writeDurably } from "../../durable-file/index.ts";
import { MultisiteError } from "../../errors/index.ts";
import type { RevocationList, RevokedCertificate, SignedRevocations } from "../types.ts";
import { readRevocations } from "./sign.ts";

/** What this node knows to be revoked. */
export interface Revocations {
  /** Of the list; 0 without one. */
  readonly number: number;
  /** To hand on to other nodes. */
  readonly signed: SignedRevocations | undefined;
  revoked(serial: string): RevokedCertificate | undefined;
  /**
   * Takes a list that is newer, durably; true when it was. An older one is not taken: whoever sends it may want to hide what was
   * revoked since.
   *
   * @throws MultisiteError `kernel.pki.revocations`
   */
  accept(signed: unknown): boolean;
  /** Reads the file again when another process has changed it; true when it was newer. */
  reload(): boolean;
  /** Told of every newer list; returns how to stop it. */
  subscribe(listener: (list: RevocationList) => void): () => void;
}

export interface RevocationsOptions {
  /** `revoked.json` */
  readonly path: string;
  readonly authority: X509Certificate;
  readonly star: string;
}

/** @throws MultisiteError `kernel.pki.revocations` when there is a file that cannot be believed: it must not count as an empty list */
export function openRevocations({ path, authority, star }: RevocationsOptions): Revocations {
  const listeners = new Set<(list: RevocationList) => void>();
  let signed: SignedRevocations | undefined;
  let list: RevocationList = { star, number: 0, revoked: [] };
  let bySerial: ReadonlyMap<string, RevokedCertificate> = new Map();
  let stamp = "";

  function take(candidate: unknown, write: boolean): boolean {
    const read = readRevocations(candidate, authority, star);
    if (read.number <= list.number) return false;
    const { list: text, signature } = candidate as SignedRevocations;
    signed = { list: text, signature };
    if (write) writeDurably(path, `${JSON.stringify(signed)}\n`, 0o644);
    list = read;
    bySerial = new Map(read.revoked.map((entry) => [entry.serial, entry]));
    for (const listener of listeners) listener(list);
    return true;
  }

  function reload(): boolean {
    const found = stampOf(path);
    if (found === undefined || found === stamp) return false;
    let candidate: unknown;
    try {
      candidate = JSON.parse(readFileSync(path, "utf8"));
    } catch (cause) {
      throw new MultisiteError(
        "kernel.pki.revocations",
        `The list of revoked certificates ${path} cannot be read; put the file of another node in its place.`,
        { cause },
      );
    }
    const isNewer = take(candidate, false);
    stamp = found;
    return isNewer;
  }

  reload();
  return {
    get number() {
      return list.number;
    },
    get signed() {
      return signed;
    },
    revoked: (serial) => bySerial.get(serial),
    accept: (candidate) => take(candidate, true),
    reload,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Changes with the file; undefined without one. */
function stampOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.mtimeMs} ${found.size} ${found.ino}`;
}
