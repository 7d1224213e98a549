import { type Change, type ChangeMark, parseEpoch } from "@multisite/kernel/changes";
import { badQuestion } from "../errors.ts";
import type { NodeReport, Regime } from "../types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What another node sent; of another kind than is expected, it is refused, and unknown fields (of a later version) are left out. */
export function readFields(body: unknown): Fields {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badQuestion("no fields");
  return body as Fields;
}

export function readCount(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw badQuestion(name);
  return value;
}

export function readText(value: unknown, name: string): string {
  if (typeof value !== "string") throw badQuestion(name);
  return value;
}

function readEpoch(value: unknown): string {
  try {
    parseEpoch(String(value));
  } catch {
    throw badQuestion("epoch");
  }
  return String(value);
}

export function readMark(value: unknown): ChangeMark | null {
  if (value === null || value === undefined) return null;
  const { sequence, epoch, chainHash } = readFields(value);
  return { sequence: readCount(sequence, "sequence"), epoch: readEpoch(epoch), chainHash: readText(chainHash, "chainHash") };
}

export function readRegime(value: unknown): Regime | null {
  if (value === null || value === undefined) return null;
  const { epoch, standby, alone, by, reason, sinceMs } = readFields(value);
  if (by !== "formed" && by !== "majority" && by !== "word") throw badQuestion("by");
  return {
    epoch: readEpoch(epoch),
    standby: standby === null ? null : readText(standby, "standby"),
    alone: alone === true,
    by,
    reason: readText(reason, "reason"),
    sinceMs: readCount(sinceMs, "sinceMs"),
  };
}

/** A report is of the node that sent it, whatever it says. */
export function readReport(value: unknown, node: string): NodeReport {
  const { mark, regime, promised, isHeld, heard, attempting, isWriter, mayPromise, staleMs } = readFields(value);
  return {
    node,
    mark: readMark(mark),
    regime: readRegime(regime),
    promised: readRegime(promised),
    isHeld: isHeld === true,
    heard: readRegime(heard),
    attempting: attempting === null || attempting === undefined ? null : readEpoch(attempting),
    isWriter: isWriter === true,
    mayPromise: mayPromise === true,
    staleMs: readCount(staleMs, "staleMs"),
  };
}

export function writeChange({ sequence, epoch, chainHash, changeset, committedAtMs }: Change): Fields {
  return { sequence, epoch, chainHash, committedAtMs, changeset: Buffer.from(changeset).toString("base64") };
}

export function readChanges(value: unknown): Change[] {
  if (!Array.isArray(value)) throw badQuestion("changes");
  return value.map((each) => {
    const { changeset, committedAtMs } = readFields(each);
    const mark = readMark(each) as ChangeMark;
    return {
      ...mark,
      changeset: Buffer.from(readText(changeset, "changeset"), "base64"),
      committedAtMs: readCount(committedAtMs, "committedAtMs"),
    };
  });
}
