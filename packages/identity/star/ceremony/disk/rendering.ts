import { join } from "node:path";
import type { Clock } from "@multisite/kernel/clock";
import { Secret } from "@multisite/kernel/secret";
import { keyDiskError } from "../errors.ts";
import type { KeyDisk, RenderContext } from "../loop/index.ts";
import {
  closeDirectory,
  type RenderingPlace,
  readAsKeystone,
  readManifest,
  renderKeys,
  type SeenKeyFile,
} from "../render/index.ts";
import type { KeyPurpose } from "../types.ts";
import { readIfThere, stampBelow } from "./files.ts";
import { guard } from "./guard.ts";
import { keyDirectory } from "./places.ts";
import type { Repairs } from "./repairs.ts";
import type { Shelf } from "./shelf.ts";

/** The keys that directories are made of, and what is known of them. */
export interface RenderingSource {
  readonly home: string;
  readonly clock: Clock;
  readonly look: () => Shelf;
  readonly read: (keyId: string) => Secret;
  readonly write: KeyDisk["write"];
  readonly repairs: Repairs;
  readonly placeOf: (purpose: KeyPurpose) => RenderingPlace;
}

export interface Rendering {
  readonly render: KeyDisk["render"];
  /** Keys with which whoever reads the directory can verify; undefined while there is none. */
  rendered(purpose: KeyPurpose): ReadonlySet<string> | undefined;
}

/**
 * A directory that looks untouched is read again after so long: names that are to be given up have settled by then, and an edit within
 * one tick of the file system's clock shows by its content alone.
 */
const READ_AGAIN_MS = 10_000;

/** Makes the directories for Keystone, and puts them right; costs next to nothing while nobody has touched anything. */
export function createRendering(source: RenderingSource): Rendering {
  const { home, clock, look, placeOf } = source;
  /** By purpose: from what a directory was made, and what it looked like then. */
  const made = new Map<KeyPurpose, { inputs: string; stamp: string; fromMs: number; untilMs: number }>();
  const readable = new Map<KeyPurpose, { stamp: string; keyIds: ReadonlySet<string> | undefined }>();

  const stampOf = (place: RenderingPlace, ...more: readonly string[]): string =>
    [...more, place.directory, place.manifestPath].map((path) => stampBelow(place.files, path)).join("\n");

  function render(purpose: KeyPurpose, signing: string | undefined, context: RenderContext = NOTHING_MORE): void {
    const place = placeOf(purpose);
    const inputs = JSON.stringify([signing ?? null, context.next ?? null, [...context.dropped], context.isClosed === true]);
    const stamp = () => stampOf(place, keyDirectory(home, purpose));
    const known = made.get(purpose);
    const nowMs = clock.nowMs();
    if (known?.inputs === inputs && nowMs >= known.fromMs && nowMs < known.untilMs && known.stamp === stamp()) return;
    made.delete(purpose);
    renderNow(source, purpose, signing, context);
    made.set(purpose, { inputs, stamp: stamp(), fromMs: nowMs, untilMs: nowMs + READ_AGAIN_MS });
  }

  function rendered(purpose: KeyPurpose): ReadonlySet<string> | undefined {
    const place = placeOf(purpose);
    const stamp = stampOf(place);
    const known = readable.get(purpose);
    if (known?.stamp === stamp) return known.keyIds;
    const fingerprints = new Map([...look().whole.values()].map(({ fingerprint, keyId }) => [fingerprint, keyId]));
    const keyIds = readRendered(place, fingerprints);
    readable.set(purpose, { stamp, keyIds });
    return keyIds;
  }

  return { render, rendered };
}

const NOTHING_MORE: RenderContext = { next: undefined, dropped: new Set() };

function renderNow(source: RenderingSource, purpose: KeyPurpose, signing: string | undefined, context: RenderContext): void {
  const { look, read, clock, repairs } = source;
  const place = source.placeOf(purpose);
  if (signing === undefined) {
    // Who has not begun to sign yet has no directory: its highest number would sign. What credentials were encrypted with must stay
    // readable whatever happens.
    if (context.isClosed !== true || purpose === "credential") return;
    guard("not_written", `The key directory ${place.directory} cannot be closed.`, () => closeDirectory(place));
    return;
  }
  guard("not_written", `The key directory ${place.directory} cannot be brought up to date.`, () => {
    heal(source, purpose, context.dropped);
    const usable = [...look().whole.values()].filter((key) => key.purpose === purpose && !context.dropped.has(key.keyId));
    const keys = new Map(usable.map(({ keyId, fingerprint }) => [keyId, fingerprint]));
    if (!keys.has(signing)) {
      const message = `The key ${signing}, which signs, is not on this host; ${place.directory} stays as it was.`;
      throw keyDiskError("not_whole", message);
    }
    const wanted = { keys, signing, next: context.next, dropped: context.dropped };
    for (const edit of renderKeys(place, wanted, read, clock.nowMs())) repairs.note(place.directory, edit);
  });
}

/** What the ceremony's own file has lost, the directory for Keystone may still have: whole, as the manifest proves. */
function heal({ home, look, write, repairs, placeOf }: RenderingSource, purpose: KeyPurpose, dropped: ReadonlySet<string>): void {
  const place = placeOf(purpose);
  const { whole } = look();
  const lost = readManifest(place).files.filter(({ keyId }) => !whole.has(keyId) && !dropped.has(keyId));
  if (lost.length === 0) return;
  const seen = readAsKeystone(place.files, place.directory);
  for (const { keyId, number, fingerprint } of lost) {
    if (!seen.some((file) => file.name === String(number) && file.fingerprint === fingerprint)) continue;
    const text = readIfThere(place.files, join(place.directory, String(number)));
    if (text === undefined || look().whole.has(keyId)) continue;
    try {
      write(keyId, purpose, new Secret(text.trim()));
      repairs.note(join(keyDirectory(home, purpose), keyId), "it was missing");
    } catch {
      // The directory keeps it all the same, and the next rendering tries again.
    }
  }
}

/** A directory that cannot be read verifies nothing; undefined while there is none. */
function readRendered(place: RenderingPlace, fingerprints: ReadonlyMap<string, string>): ReadonlySet<string> | undefined {
  const { files } = readManifest(place);
  if (files.length === 0) return undefined;
  const keyIds = new Map([...fingerprints, ...files.map(({ fingerprint, keyId }) => [fingerprint, keyId] as const)]);
  return new Set(seenIn(place).flatMap(({ fingerprint = "" }) => keyIds.get(fingerprint) ?? []));
}

function seenIn({ files, directory }: RenderingPlace): readonly SeenKeyFile[] {
  try {
    return readAsKeystone(files, directory);
  } catch {
    return [];
  }
}
