import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { nearest } from "../config/index.ts";
import { type DocumentPath, pathText } from "./finding.ts";
import type { IntegerPart, ListPart, MapPart, SchemaPart, TextPart } from "./schema-part.ts";

/** In which way a place does not fit the schema. */
export type Misfit = "value" | "unknown_field" | "missing_field";

/** Is told of every place that does not fit the schema. */
export type ReportProblem = (misfit: Misfit, path: DocumentPath, message: string) => void;

/** Reads a YAML node by its schema, fills defaults in, and reports everything that does not fit. */
export function readValue(part: SchemaPart, node: unknown, path: DocumentPath, report: ReportProblem): unknown {
  if (isAlias(node)) {
    report("value", path, `${place(path)}: write the value out; anchors and aliases are not understood here.`);
    return undefined;
  }
  switch (part.type) {
    case "object":
      return isMap(node) ? readMap(part, node, path, report) : wrong(path, "hold fields (NAME: VALUE)", report);
    case "array":
      return isSeq(node) ? readList(part, node, path, report) : wrong(path, "be a list", report);
    case "string":
      return readText(part, scalarOf(node), path, report);
    case "integer":
      return readInteger(part, scalarOf(node), path, report);
  }
}

function readMap(part: MapPart, map: YAMLMap, path: DocumentPath, report: ReportProblem): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const written = new Set<string>();
  for (const { key, value } of map.items) {
    const name = String(isScalar(key) ? key.value : key);
    written.add(name);
    const field = Object.hasOwn(part.properties, name) ? part.properties[name] : part.additionalProperties || undefined;
    if (field !== undefined) result[name] = readValue(field, value, [...path, name], report);
    else {
      const hint = nearest(name, Object.keys(part.properties));
      report("unknown_field", [...path, name], `There is no field ${pathText([...path, name])}${hint}.`);
    }
  }
  for (const [name, field] of Object.entries(part.properties)) {
    if (written.has(name)) continue;
    if (part.required?.includes(name)) {
      const what = field.description === undefined ? "" : ` (${field.description.split(". ")[0]?.replace(/\.$/, "")})`;
      report("missing_field", [...path, name], `${pathText([...path, name])} is missing${what}.`);
    } else if (field.default !== undefined) result[name] = defaultOf(field);
  }
  return result;
}

/** Of a map, its fields have defaults of their own. */
function defaultOf(part: SchemaPart): unknown {
  if (part.type !== "object") return part.default;
  const fields = Object.entries(part.properties).filter(([, field]) => field.default !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, defaultOf(field)]));
}

function readList(part: ListPart, list: YAMLSeq, path: DocumentPath, report: ReportProblem): unknown {
  const minimum = part.minItems ?? 0;
  if (list.items.length < minimum) return wrong(path, `have at least ${minimum} entry`, report);
  return list.items.map((item, index) => readValue(part.items, item, [...path, index], report));
}

function readText(part: TextPart, value: unknown, path: DocumentPath, report: ReportProblem): unknown {
  if (part.enum !== undefined && !part.enum.includes(value as string)) {
    return wrong(path, `be ${part.enum.length === 1 ? part.enum[0] : `one of ${part.enum.join(", ")}`}`, report);
  }
  if (typeof value !== "string") return wrong(path, `be a text${value === null ? "" : "; put it in quotes"}`, report);
  const length = [...value].length;
  if (length < (part.minLength ?? 0)) return wrong(path, "not be empty", report);
  if (part.maxLength !== undefined && length > part.maxLength)
    return wrong(path, `have at most ${part.maxLength} characters`, report);
  if (part.pattern !== undefined && !new RegExp(part.pattern, "u").test(value)) {
    return wrong(path, `match ${part.pattern}; "${value}" does not`, report);
  }
  return value;
}

function readInteger({ minimum, maximum }: IntegerPart, value: unknown, path: DocumentPath, report: ReportProblem): unknown {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= minimum && value <= maximum) return value;
  return wrong(path, `be a whole number from ${minimum} to ${maximum}`, report);
}

function scalarOf(node: unknown): unknown {
  return isScalar(node) ? node.value : node;
}

function wrong(path: DocumentPath, what: string, report: ReportProblem): undefined {
  report("value", path, `${place(path)} must ${what}.`);
}

function place(path: DocumentPath): string {
  return path.length === 0 ? "The document" : pathText(path);
}
