import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { readStar } from "../document/read.ts";
import { writeStar } from "../document/write.ts";
import type { IdentityStar } from "../types.ts";
import { writeDurably } from "./durable-write.ts";
import { acceptStar } from "./generations.ts";
import { openSealedText, sealText } from "./sealed-text.ts";

const CURRENT = "star.yaml";
const HISTORY = /^star\.([1-9]\d*)\.yaml$/;

/** The document that a node keeps. */
export interface StoredStar {
  readonly star: IdentityStar;
  /** Why it comes from the history, when `star.yaml` could not be used: raise an alarm. */
  readonly recovered: string | undefined;
}

/**
 * Reads the newest whole document of a state directory: `star.yaml`, or the newest `star.<generation>.yaml` when that one is missing,
 * torn or edited by hand. Undefined when the node has never had one.
 *
 * @throws MultisiteError `identity.star.no_document` when files are there but none is whole
 */
export function readStoredStar(stateDirectory: string): StoredStar | undefined {
  const history = storedGenerations(stateDirectory).toReversed();
  const current = readWhole(stateDirectory, CURRENT);
  if (typeof current !== "string") return { star: current, recovered: undefined };
  if (current === MISSING && history.length === 0) return undefined;
  for (const generation of history) {
    const star = readWhole(stateDirectory, fileName(generation));
    if (typeof star === "string") continue;
    const path = join(stateDirectory, CURRENT);
    return { star, recovered: `${path} ${current}; generation ${generation} from its history is used.` };
  }
  throw new MultisiteError(
    "identity.star.no_document",
    `${join(stateDirectory, CURRENT)} ${current}, and no file of its history is whole.`,
  );
}

/**
 * Stores a newer generation: its file of the history first, then `star.yaml`, each written durably. What is stored already stays.
 *
 * @throws MultisiteError `identity.star.generation` (nothing changed), `identity.star.not_stored` (run again)
 */
export function storeStar(stateDirectory: string, star: IdentityStar): void {
  const stored = readStoredStar(stateDirectory);
  const isSame = acceptStar(stored?.star, star) === "same";
  if (isSame && stored?.recovered === undefined) return;
  const text = sealText(writeStar(star));
  try {
    writeDurably(join(stateDirectory, fileName(star.generation)), text);
    writeDurably(join(stateDirectory, CURRENT), text);
  } catch (cause) {
    const problem = `Generation ${star.generation} of the star cannot be written to ${stateDirectory}: ${messageOf(cause)}.`;
    throw new MultisiteError("identity.star.not_stored", problem, { cause });
  }
}

/** Generations of the history, oldest first. */
export function storedGenerations(stateDirectory: string): readonly number[] {
  return listDirectory(stateDirectory)
    .flatMap((name) => HISTORY.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}

/** One generation of the history; undefined when it is not there or not whole. */
export function readStoredGeneration(stateDirectory: string, generation: number): IdentityStar | undefined {
  const star = readWhole(stateDirectory, fileName(generation));
  return typeof star === "string" ? undefined : star;
}

const MISSING = "is missing";

/**
 * The star of a file, or what is wrong with the file. Only the form is checked: a document that an older version took into force
 * must stay readable when a newer version has stricter rules.
 */
function readWhole(stateDirectory: string, name: string): IdentityStar | string {
  let sealed: string;
  try {
    sealed = readFileSync(join(stateDirectory, name), "utf8");
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? MISSING : `cannot be read (${messageOf(thrown)})`;
  }
  const text = openSealedText(sealed);
  if (text === undefined) return "is torn, or was edited by hand";
  return readStar(text).star ?? "is no document of a star";
}

function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function fileName(generation: number): string {
  return `star.${generation}.yaml`;
}
