import { isAddress } from "../addresses/address.ts";
import { pythonSet, pythonText } from "./python.ts";
import type { Check } from "./types.ts";

// The words are those of neutron_lib/api/validators/__init__.py.

const UUID = /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

export const text =
  (maxLength: number): Check =>
  (value) => {
    if (typeof value !== "string") return `'${pythonText(value)}' is not a valid string`;
    return value.length > maxLength ? `'${value}' exceeds maximum length of ${maxLength}` : undefined;
  };

export const uuid: Check = (value) =>
  typeof value === "string" && UUID.test(value) ? undefined : `'${pythonText(value)}' is not a valid UUID`;

export const address: Check = (value) =>
  typeof value === "string" && isAddress(value) ? undefined : `'${pythonText(value)}' is not a valid IP address`;

export const mac: Check = (value) =>
  typeof value === "string" && MAC.test(value) && value !== "00:00:00:00:00:00"
    ? undefined
    : `'${pythonText(value)}' is not a valid MAC address`;

export const orNone =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);

export const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `${pythonText(value)} is not in valid_values`;

export const notNegative: Check = (value) => (Number(value) < 0 ? `'${pythonText(value)}' should be non-negative` : undefined);

export const dictionary: Check = (value) => (isDictionary(value) ? undefined : `'${pythonText(value)}' is not a dictionary`);

/** A list of different things. */
export const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return `'${pythonText(value)}' is not a list`;
    const twice = value.filter((item, index) => value.indexOf(item) !== index);
    if (twice.length > 0) return `Duplicate items in the list: '${[...new Set(twice)].map(pythonText).join(", ")}'`;
    return firstOf(value, check);
  };

/** A dictionary with exactly these keys. */
export const keysOf =
  (...keys: readonly string[]): Check =>
  (value) => {
    if (!isDictionary(value)) return `Invalid input. '${pythonText(value)}' must be a dictionary with keys: ${pythonText(keys)}`;
    const given = Object.keys(value);
    const isSame = given.length === keys.length && keys.every((key) => given.includes(key));
    return isSame
      ? undefined
      : `Validation of dictionary's keys failed. Expected keys: ${pythonSet(keys)} Provided keys: ${pythonSet(given)}`;
  };

/** The first reason why an item cannot be. */
export function firstOf<Item>(values: readonly Item[], check: (item: Item) => string | undefined): string | undefined {
  for (const value of values) {
    const reason = check(value);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

export function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
