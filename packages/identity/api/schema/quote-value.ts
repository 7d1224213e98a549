import { pythonRepr } from "./python-repr.ts";

/** Fields of requests whose values are secrets. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "blob",
  "original_password",
  "passcode",
  "password",
  "secret",
  "signature",
  "token",
]);

/** What stands for a secret, as oslo.utils masks passwords. */
const MASK = "***";

/**
 * A value as a schema error quotes it. Unlike Keystone, which quotes whatever broke its schema, a secret's value is masked: the
 * value of a field that holds one, or that is inside one.
 */
export function quoteValue(value: unknown, path: readonly (string | number)[]): string {
  const isInsideSecret = path.some((part) => SECRET_FIELDS.has(String(part)));
  return pythonRepr(isInsideSecret ? maskAll(value) : maskFields(value));
}

/** Keeps the shape of objects and the names in them, which say what is wrong. */
function maskAll(value: unknown): unknown {
  if (typeof value === "string" || typeof value === "number") return MASK;
  if (Array.isArray(value)) return value.map(maskAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskAll(item)]));
}

function maskFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskFields);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_FIELDS.has(name) ? maskAll(item) : maskFields(item)]),
  );
}
