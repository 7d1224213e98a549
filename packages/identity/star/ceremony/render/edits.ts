import type { ManifestFile } from "./manifest.ts";
import type { SeenKeyFile } from "./observe.ts";
import type { FoundDirectory, WantedKeys } from "./types.ts";

interface Sorted {
  readonly ours: readonly ManifestFile[];
  readonly foreign: readonly SeenKeyFile[];
}

/** What was done by hand. What a crash of this program leaves behind is no such thing. */
export function findEdits({ seen, manifest }: FoundDirectory, wanted: WantedKeys, { ours, foreign }: Sorted): readonly string[] {
  const names = new Set(seen.map(({ name }) => name));
  const unknown = foreign.map(({ name, fingerprint }) => {
    if (manifest.files.some(({ number }) => String(number) === name)) return `file ${name} was changed`;
    return fingerprint === undefined
      ? `file ${name} is empty or cannot be read`
      : `file ${name} holds a key that is not of the star`;
  });
  const missing = manifest.files
    .filter(({ number, keyId }) => !names.has(String(number)) && wanted.keys.has(keyId))
    // A name that is given up is deleted by this program itself; number 0 is replaced, and never deleted.
    .filter(({ number, keyId }) => number === 0 || !ours.some((file) => file.keyId === keyId && file.number > number))
    .map(({ number }) => `file ${number} was deleted`);
  return [...unknown, ...missing, ...wrongHighest(manifest.files, wanted, ours)];
}

/** A key of the star under a number that it was not given, above the one that signs. */
function wrongHighest(files: readonly ManifestFile[], { signing }: WantedKeys, ours: readonly ManifestFile[]): readonly string[] {
  const highest = ours.reduce<ManifestFile | undefined>(
    (top, file) => (file.number > (top?.number ?? -1) ? file : top),
    undefined,
  );
  if (highest === undefined || highest.keyId === signing) return [];
  return files.some(({ number, keyId }) => number === highest.number && keyId === highest.keyId) || files.length === 0
    ? []
    : [`file ${highest.number} was made the one that signs`];
}
