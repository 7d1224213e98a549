import { invalidInput } from "../faults.ts";
import { pythonText } from "./python.ts";

const TRUE = ["1", "t", "true", "on", "y", "yes"];
const FALSE = ["0", "f", "false", "off", "n", "no"];

/** As oslo.utils' `bool_from_string` with `strict`. */
export function toBoolean(value: unknown): boolean {
  const text = pythonText(value).trim().toLowerCase();
  if (TRUE.includes(text)) return true;
  if (FALSE.includes(text)) return false;
  throw invalidInput(`'${pythonText(value)}' cannot be converted to boolean`);
}

export function toInteger(value: unknown): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value)) return Number(value);
  throw invalidInput(`'${pythonText(value)}' is not an integer`);
}

export function noneToEmptyList(value: unknown): unknown {
  return value ?? [];
}
