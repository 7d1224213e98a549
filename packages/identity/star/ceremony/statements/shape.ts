import type { CeremonyStatement } from "../types.ts";
import { KEY_PURPOSES } from "../types.ts";
import { keyIdOf } from "./key-id.ts";

type Check = (value: unknown) => boolean;

/** A key's ID is a file's name too. */
const isKeyId: Check = (value) => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
const isName: Check = (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value);
const isText: Check = (value) => typeof value === "string";
/** A time or a length of time, in milliseconds. */
const isMs: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
/** So many rotations no star has; the highest that a member may choose leaves room for others to count on. */
const isGeneration: Check = (value) => isMs(value) && (value as number) < 2 ** 40;
const isPurpose: Check = (value) => KEY_PURPOSES.some((purpose) => purpose === value);
const isHash: Check = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isBoxes: Check = (value) =>
  isObject(value) && Object.entries(value).every(([name, box]) => isName(name) && typeof box === "string");
const isUnset: Check = (value) => value === undefined;
const isMember: Check = (value) =>
  isObject(value) && isName(value.name) && isText(value.site) && isText(value.sealingKey) && isText(value.signingKey);

/** What a member says may come from a captured one: nothing of it is used before it has its shape. */
const SHAPES: Readonly<Record<CeremonyStatement["says"], Readonly<Record<string, Check>>>> = {
  created: {
    keyId: isKeyId,
    purpose: isPurpose,
    generation: isGeneration,
    notBeforeMs: isMs,
    boxes: isBoxes,
    keyHash: isHash,
    emergencyMembers: (value) => isUnset(value) || listOf(isName)(value),
  },
  sealed: { keyId: isKeyId, forMember: isName, box: isText },
  installed: { keyId: isKeyId, members: listOf(isName), andRecipients: (value) => isUnset(value) || value === true },
  signing: { keyId: isKeyId, lifeMs: isMs },
  renounced: { keyId: isKeyId },
  removed: { keyId: isKeyId },
  reencrypted: { keyId: isKeyId },
  activated: { keyId: isKeyId },
  held: { keyId: isKeyId, reason: isText },
  condemned: { keyId: isKeyId, reason: isText },
  joined: { member: isMember, among: (value) => isUnset(value) || listOf(isName)(value) },
  admitted: { member: isName, keyIds: listOf(isKeyId), members: (value) => isUnset(value) || listOf(isName)(value) },
  evicted: { member: isName, reason: isText },
  operator: { member: isName, operatorKey: isText },
  document: { generation: isGeneration, hash: isHash },
};

/** Whether it is a statement that this version understands; more fields than it knows do no harm. */
export function hasShape(value: unknown, by: string): value is CeremonyStatement {
  if (!isObject(value) || typeof value.says !== "string" || !Object.hasOwn(SHAPES, value.says)) return false;
  const shape = SHAPES[value.says as CeremonyStatement["says"]];
  if (!Object.entries(shape).every(([name, check]) => check(value[name]))) return false;
  const statement = value as unknown as CeremonyStatement;
  return statement.says !== "created" || statement.keyId === keyIdOf(by, statement);
}
