import { join } from "node:path";
import type { Secret } from "@multisite/kernel/secret";
import { type FileCalls, makePrivateDirectory, readIfThere, syncDirectory, unlinkIfThere, writeWhole } from "../disk/files.ts";
import { decodeManifest, EMPTY_MANIFEST, encodeManifest, type Manifest } from "./manifest.ts";
import { readAsKeystone } from "./observe.ts";
import { planRendering } from "./plan.ts";
import type { RenderingPlan, WantedKeys } from "./types.ts";

/** One key directory, and where things about it are. */
export interface RenderingPlace {
  readonly files: FileCalls;
  /** What Keystone reads. */
  readonly directory: string;
  /** What this program has put there. */
  readonly manifestPath: string;
  /** Where a file is written before it gets its name, on the same file system. */
  readonly temporaryPath: string;
  /** Takes a file out of the directory that somebody else put there, and keeps it. */
  readonly setAside: (path: string) => void;
  /** Whom a directory that is made is given to; only root can give. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Brings the directory to what is wanted, and says what somebody had done to it by hand. Can be interrupted anywhere and done again.
 */
export function renderKeys(
  place: RenderingPlace,
  wanted: WantedKeys,
  textOf: (keyId: string) => Secret,
  nowMs: number,
): readonly string[] {
  const modeEdits = ensureDirectory(place);
  const manifest = readManifest(place);
  const plan = planRendering({ seen: readAsKeystone(place.files, place.directory), manifest, nowMs }, wanted);
  perform(place, plan, textOf);
  if (JSON.stringify(plan.manifest) !== JSON.stringify(manifest)) writeManifest(place, plan.manifest);
  return [...modeEdits, ...plan.edits];
}

/** Nothing may be signed any more, so that nothing may be there: the highest number that is left would sign. */
export function closeDirectory(place: RenderingPlace): void {
  const manifest = readManifest(place);
  const known = new Set(manifest.files.map(({ fingerprint }) => fingerprint));
  const seen = readAsKeystone(place.files, place.directory);
  for (const { name, fingerprint } of seen) {
    const path = join(place.directory, name);
    if (fingerprint !== undefined && known.has(fingerprint)) unlinkIfThere(place.files, path);
    else place.setAside(path);
  }
  if (seen.length > 0) syncDirectory(place.files, place.directory);
  const nextNumber = Math.max(manifest.nextNumber, ...manifest.files.map(({ number }) => number + 1));
  if (manifest.files.length > 0) writeManifest(place, { nextNumber, files: [] });
}

export function readManifest({ files, manifestPath }: RenderingPlace): Manifest {
  const content = readIfThere(files, manifestPath);
  return (content === undefined ? undefined : decodeManifest(content)) ?? EMPTY_MANIFEST;
}

function writeManifest({ files, manifestPath, temporaryPath }: RenderingPlace, manifest: Manifest): void {
  writeWhole(files, manifestPath, encodeManifest(manifest), temporaryPath, { mode: 0o600 });
}

function perform(place: RenderingPlace, { setAside, add, remove }: RenderingPlan, textOf: (keyId: string) => Secret): void {
  const { files, directory, temporaryPath } = place;
  for (const name of setAside) place.setAside(join(directory, name));
  const access = accessOf(place);
  for (const { number, keyId } of add) {
    writeWhole(files, join(directory, String(number)), textOf(keyId).reveal(), temporaryPath, access);
  }
  // What was added is on the disk before anything is taken away: writing a file whole includes its directory.
  for (const number of remove) unlinkIfThere(files, join(directory, String(number)));
  if (remove.length > 0) syncDirectory(files, directory);
}

/** Key files are given to whom the directory belongs, as root's would be of no use to Keystone (LP 1998268). */
function accessOf({ files, directory }: RenderingPlace) {
  const { mode, uid, gid } = files.statSync(directory);
  const isForeign = process.getuid?.() === 0 && (uid !== 0 || gid !== 0);
  return { mode: 0o600 | (mode & 0o040), ...(isForeign ? { owner: { uid, gid } } : {}) };
}

/** Makes the directory for its owner alone; one that everybody may read is closed to them. */
function ensureDirectory({ files, directory, owner }: RenderingPlace): readonly string[] {
  const stats = files.statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    makePrivateDirectory(files, directory);
    if (owner !== undefined) files.chownSync(directory, owner.uid, owner.gid);
    return [];
  }
  if ((stats.mode & 0o007) === 0) return [];
  files.chmodSync(directory, stats.mode & 0o770);
  return ["everybody could read the directory"];
}
