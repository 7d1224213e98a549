import { findEdits } from "./edits.ts";
import type { ManifestFile } from "./manifest.ts";
import type { SeenKeyFile } from "./observe.ts";
import type { FoundDirectory, RenderingPlan, WantedKeys } from "./types.ts";

/**
 * A reader lists the names first and opens the files one by one, so that a name must not change its meaning while somebody may
 * stand between the two: names are taken away, or given to another key, only so long after the key had another name.
 */
const SETTLE_MS = 10_000;

/** Numbers that are left free below a new primary, for keys that are installed later. */
const ROOM = 2;

/** Keystone's staged key. Here it is a second name of the key that signs next, so that `fernet_rotate` by hand does least harm. */
const STAGED_NUMBER = 0;

interface Sorted {
  /** Files of wanted keys. */
  readonly ours: readonly ManifestFile[];
  /** Files of keys whose like is missing on the ceremony's disk, but which nobody gave up. */
  readonly kept: readonly ManifestFile[];
  readonly dropped: readonly ManifestFile[];
  readonly foreign: readonly SeenKeyFile[];
}

/**
 * How the directory becomes what is wanted without ever showing a set whose highest number is not the current primary or the one
 * before it, or that lacks a key that verifies. Every number above 0 means one key for ever.
 */
export function planRendering(found: FoundDirectory, wanted: WantedKeys): RenderingPlan {
  const sorted = sortFiles(found, wanted);
  const numbered = addNumbered(found, wanted, sorted);
  const staged = addStaged(found, wanted, sorted);
  const add = [...numbered.add, ...staged];
  const remove = [...sorted.dropped.map(({ number }) => number), ...staleNames(found, sorted)].filter(
    (number) => !add.some((added) => added.number === number),
  );
  const gone = new Set([...remove, ...add.map(({ number }) => number)]);
  const files = [
    ...[...sorted.ours, ...sorted.kept].filter(({ number }) => !gone.has(number)),
    ...add.map((added) => ({
      ...added,
      fingerprint: wanted.keys.get(added.keyId) as string,
      placedAtMs: found.nowMs,
    })),
  ].sort((one, other) => one.number - other.number);
  return {
    setAside: sorted.foreign.map(({ name }) => name),
    add,
    remove,
    manifest: { nextNumber: numbered.nextNumber, files },
    edits: findEdits(found, wanted, sorted),
  };
}

function sortFiles({ seen, manifest, nowMs }: FoundDirectory, { keys, dropped }: WantedKeys): Sorted {
  const placed = new Map(manifest.files.map((file) => [file.number, file]));
  const keyIds = new Map([...keys].map(([keyId, fingerprint]) => [fingerprint, keyId]));
  const sorted = {
    ours: [] as ManifestFile[],
    kept: [] as ManifestFile[],
    dropped: [] as ManifestFile[],
    foreign: [] as SeenKeyFile[],
  };
  for (const file of seen) {
    const { fingerprint } = file;
    const number = Number(file.number);
    const record = placed.get(number);
    if (!file.isPlain || fingerprint === undefined) {
      sorted.foreign.push(file);
      continue;
    }
    const keyId = keyIds.get(fingerprint);
    if (keyId !== undefined) {
      const placedAtMs = record?.keyId === keyId ? Math.min(record.placedAtMs, nowMs) : nowMs;
      sorted.ours.push({ number, keyId, fingerprint, placedAtMs });
    } else if (record?.fingerprint !== fingerprint) sorted.foreign.push(file);
    else if (dropped.has(record.keyId)) sorted.dropped.push(record);
    else sorted.kept.push(record);
  }
  return sorted;
}

/** The signing key gets the highest number, all others one below it; the signing key comes first. */
function addNumbered({ manifest }: FoundDirectory, wanted: WantedKeys, { ours, kept, dropped, foreign }: Sorted) {
  const taken = new Set([...ours, ...kept, ...dropped].map(({ number }) => number));
  const highest = Math.max(0, ...taken);
  // They are set aside before anything is added; their numbers are left alone all the same.
  for (const { number, isPlain } of foreign) if (isPlain) taken.add(Number(number));
  const hasNumber = (keyId: string) => ours.some((file) => file.keyId === keyId && file.number !== STAGED_NUMBER);
  const isHighest = ours.some((file) => file.keyId === wanted.signing && file.number === highest && highest > 0);
  const missing = [...wanted.keys.keys()].filter((keyId) => keyId !== wanted.signing && !hasNumber(keyId));

  let nextNumber = Math.max(manifest.nextNumber, manifest.files.length === 0 ? highest + 1 : 1);
  const add = missing.map((keyId) => {
    while (taken.has(nextNumber)) nextNumber++;
    return { number: nextNumber++, keyId };
  });
  if (isHighest && nextNumber <= highest) return { add, nextNumber };
  return { add: [{ number: Math.max(highest, nextNumber) + ROOM, keyId: wanted.signing }, ...add], nextNumber };
}

function addStaged({ nowMs }: FoundDirectory, wanted: WantedKeys, { ours, kept }: Sorted) {
  const keyId = wanted.next !== undefined && wanted.keys.has(wanted.next) ? wanted.next : wanted.signing;
  const staged = [...ours, ...kept].find(({ number }) => number === STAGED_NUMBER);
  if (staged?.keyId === keyId || (staged !== undefined && !isElsewhere(staged, ours, nowMs))) return [];
  return [{ number: STAGED_NUMBER, keyId }];
}

/** Names of a key that has had a higher one for long enough. */
function staleNames({ nowMs }: FoundDirectory, { ours }: Sorted): readonly number[] {
  return ours
    .filter(({ number }) => number !== STAGED_NUMBER)
    .filter((file) => ours.some((other) => other.keyId === file.keyId && other.number > file.number && isSettled(other, nowMs)))
    .map(({ number }) => number);
}

function isElsewhere(file: ManifestFile, ours: readonly ManifestFile[], nowMs: number): boolean {
  return ours.some(({ keyId, number, ...other }) => keyId === file.keyId && number !== file.number && isSettled(other, nowMs));
}

function isSettled({ placedAtMs }: Pick<ManifestFile, "placedAtMs">, nowMs: number): boolean {
  return nowMs - placedAtMs >= SETTLE_MS;
}
