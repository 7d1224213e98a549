import { isDeepStrictEqual } from "node:util";
import { pythonRepr } from "./python-repr.ts";
import { quoteValue } from "./quote-value.ts";
import type { JsonSchema } from "./validate.ts";

export interface Violation {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = readonly (string | number)[];
type Check = (expected: never, value: unknown, path: Path, schema: JsonSchema) => Violation | undefined;

/** The first violation in the order of the schema's keys, which is the one that Python's jsonschema raises. */
export function findViolation(schema: JsonSchema, value: unknown, path: Path): Violation | undefined {
  for (const [keyword, expected] of Object.entries(schema)) {
    const violation = CHECKS[keyword]?.(expected as never, value, path, schema);
    if (violation) return violation;
  }
  return undefined;
}

const fits = (schema: JsonSchema, value: unknown): boolean => findViolation(schema, value, []) === undefined;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Python counts code points where JavaScript counts UTF-16 units. */
const lengthOf = (text: string): number => [...text].length;

const CHECKS: Readonly<Record<string, Check>> = {
  type(expected: string | readonly string[], value, path) {
    const types = typeof expected === "string" ? [expected] : expected;
    if (types.some((type) => hasType(type, value))) return undefined;
    return { path, message: `${quoteValue(value, path)} is not of type ${types.map((type) => `'${type}'`).join(", ")}` };
  },
  properties(expected: Record<string, JsonSchema>, value, path) {
    if (!isObject(value)) return undefined;
    for (const [name, schema] of Object.entries(expected)) {
      if (!Object.hasOwn(value, name)) continue;
      const violation = findViolation(schema, value[name], [...path, name]);
      if (violation) return violation;
    }
    return undefined;
  },
  patternProperties(expected: Record<string, JsonSchema>, value, path) {
    if (!isObject(value)) return undefined;
    for (const [pattern, schema] of Object.entries(expected)) {
      for (const [name, item] of Object.entries(value)) {
        const violation = new RegExp(pattern, "u").test(name) ? findViolation(schema, item, [...path, name]) : undefined;
        if (violation) return violation;
      }
    }
    return undefined;
  },
  required(expected: readonly string[], value, path) {
    if (!isObject(value)) return undefined;
    const missing = expected.find((name) => !Object.hasOwn(value, name));
    return missing === undefined ? undefined : { path, message: `'${missing}' is a required property` };
  },
  additionalProperties(expected: boolean | JsonSchema, value, path, schema) {
    if (!isObject(value) || expected === true) return undefined;
    const patterns = Object.keys(schema.patternProperties ?? {}).map((pattern) => new RegExp(pattern, "u"));
    const extras = Object.keys(value).filter(
      (name) => !Object.hasOwn(schema.properties ?? {}, name) && !patterns.some((pattern) => pattern.test(name)),
    );
    if (typeof expected === "object") {
      for (const name of extras) {
        const violation = findViolation(expected, value[name], [...path, name]);
        if (violation) return violation;
      }
      return undefined;
    }
    if (extras.length === 0) return undefined;
    const names = extras
      .toSorted()
      .map((name) => pythonRepr(name))
      .join(", ");
    if (patterns.length > 0) {
      const known = Object.keys(schema.patternProperties ?? {}).map((pattern) => pythonRepr(pattern));
      return {
        path,
        message: `${names} ${extras.length === 1 ? "does" : "do"} not match any of the regexes: ${known.join(", ")}`,
      };
    }
    const verb = extras.length === 1 ? "was" : "were";
    return { path, message: `Additional properties are not allowed (${names} ${verb} unexpected)` };
  },
  items(expected: JsonSchema, value, path) {
    if (!Array.isArray(value)) return undefined;
    for (const [index, item] of value.entries()) {
      const violation = findViolation(expected, item, [...path, index]);
      if (violation) return violation;
    }
    return undefined;
  },
  enum(expected: readonly unknown[], value, path) {
    if (expected.some((item) => isDeepStrictEqual(item, value))) return undefined;
    return { path, message: `${quoteValue(value, path)} is not one of ${pythonRepr(expected)}` };
  },
  minLength(expected: number, value, path) {
    if (typeof value !== "string" || lengthOf(value) >= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} is too short` };
  },
  maxLength(expected: number, value, path) {
    if (typeof value !== "string" || lengthOf(value) <= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} is too long` };
  },
  pattern(expected: string, value, path) {
    if (typeof value !== "string" || new RegExp(expected, "u").test(value)) return undefined;
    return { path, message: `${quoteValue(value, path)} does not match ${pythonRepr(expected)}` };
  },
  format(expected: string, value, path) {
    const accepts = FORMATS[expected];
    if (typeof value !== "string" || !accepts || accepts(value)) return undefined;
    return { path, message: `${quoteValue(value, path)} is not a ${pythonRepr(expected)}` };
  },
  minimum(expected: number, value, path) {
    if (typeof value !== "number" || value >= expected) return undefined;
    return { path, message: `${value} is less than the minimum of ${expected}` };
  },
  maximum(expected: number, value, path) {
    if (typeof value !== "number" || value <= expected) return undefined;
    return { path, message: `${value} is greater than the maximum of ${expected}` };
  },
  minItems(expected: number, value, path) {
    if (!Array.isArray(value) || value.length >= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} is too short` };
  },
  maxItems(expected: number, value, path) {
    if (!Array.isArray(value) || value.length <= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} is too long` };
  },
  uniqueItems(expected: boolean, value, path) {
    if (!expected || !Array.isArray(value)) return undefined;
    const repeated = value.some((item, index) => value.findIndex((other) => isDeepStrictEqual(other, item)) !== index);
    return repeated ? { path, message: `${quoteValue(value, path)} has non-unique elements` } : undefined;
  },
  minProperties(expected: number, value, path) {
    if (!isObject(value) || Object.keys(value).length >= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} does not have enough properties` };
  },
  maxProperties(expected: number, value, path) {
    if (!isObject(value) || Object.keys(value).length <= expected) return undefined;
    return { path, message: `${quoteValue(value, path)} has too many properties` };
  },
  not(expected: JsonSchema, value, path) {
    if (!fits(expected, value)) return undefined;
    return { path, message: `${quoteValue(value, path)} should not be valid under ${pythonRepr(expected)}` };
  },
  allOf(expected: readonly JsonSchema[], value, path) {
    for (const schema of expected) {
      const violation = findViolation(schema, value, path);
      if (violation) return violation;
    }
    return undefined;
  },
  anyOf(expected: readonly JsonSchema[], value, path) {
    if (expected.some((schema) => fits(schema, value))) return undefined;
    return { path, message: `${quoteValue(value, path)} is not valid under any of the given schemas` };
  },
  oneOf(expected: readonly JsonSchema[], value, path) {
    const fitting = expected.filter((schema) => fits(schema, value));
    if (fitting.length === 1) return undefined;
    if (fitting.length === 0) return { path, message: `${quoteValue(value, path)} is not valid under any of the given schemas` };
    return {
      path,
      message: `${quoteValue(value, path)} is valid under each of ${fitting.map((schema) => pythonRepr(schema)).join(", ")}`,
    };
  },
};

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** The formats that jsonschema checks without optional libraries, among those that Keystone's schemas name. */
const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  email: (value) => value.includes("@"),
  ipv4: (value) => /^(\d{1,3}\.){3}\d{1,3}$/.test(value) && value.split(".").every((part) => Number(part) < 256),
};
