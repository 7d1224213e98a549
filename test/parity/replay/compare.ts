import type { ParityAnswer } from "../client/types.ts";
import type { GoldenExchange } from "./exchanges.ts";

/**
 * Where an answer differs from the recorded one: its status, the names of its headers and the value of those that mean
 * something, the texts of errors, and the shape of its body (keys and types all the way down).
 */
export function compareAnswer({ response }: GoldenExchange, own: ParityAnswer): string[] {
  if (response.status !== own.status) return [`status: ${response.status} there, ${own.status} here: ${own.text.slice(0, 200)}`];
  const body = own.body ?? (own.text === "" ? null : parseOrText(own));
  return [
    ...compareHeaders(response.headers, own.headers),
    ...compareErrors(response.body, body),
    ...compareShapes(response.body, body),
  ];
}

function parseOrText({ text, headers }: ParityAnswer): unknown {
  return headers["content-type"]?.includes("json") ? JSON.parse(text) : text;
}

function compareHeaders(recorded: Readonly<Record<string, string>>, own: ParityAnswer["headers"]): string[] {
  return Object.entries(recorded).flatMap(([name, value]) => {
    const other = own[name.toLowerCase()];
    if (other === undefined) return [`header ${name}: missing here`];
    const isText = ["Content-Type", "Vary", "WWW-Authenticate", "Location"].includes(name);
    return isText && other !== value ? [`header ${name}: ${value} there, ${other} here`] : [];
  });
}

/** The ID that a refused project would have had: chance in both. */
const REFUSED_ID = /project id [0-9a-f]{32}/;

/** Texts of errors are compared, but of what a schema has to say only the first line. */
function compareErrors(recorded: unknown, own: unknown): string[] {
  const [there, here] = [recorded, own].map((body) => {
    const message = (body as { readonly error?: { readonly message?: string } } | null)?.error?.message;
    return message?.split("\n\nFailed validating")[0]?.replace(REFUSED_ID, "project id");
  });
  return there === here ? [] : [`error: ${there} there, ${here} here`];
}

/** Where two JSON values differ in keys or types; `path` says where one is. */
function compareShapes(recorded: unknown, own: unknown, path = "body"): string[] {
  const [there, here] = [typeName(recorded), typeName(own)];
  if (there !== here) return [`${path}: ${there} there, ${here} here`];
  if (Array.isArray(recorded) && Array.isArray(own)) return compareLists(recorded, own, path);
  if (there !== "object") return [];
  const [left, right] = [recorded, own] as [Record<string, unknown>, Record<string, unknown>];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => {
    if (!(key in right)) return [`${path}.${key}: missing here`];
    if (!(key in left)) return [`${path}.${key}: only here`];
    return compareShapes(left[key], right[key], `${path}.${key}`);
  });
}

/** Every item of the one list must have its like in the other; how many there are, and in which order, is not compared. */
function compareLists(recorded: readonly unknown[], own: readonly unknown[], path: string): string[] {
  if (recorded.length === 0 || own.length === 0) {
    return recorded.length === own.length ? [] : [`${path}: ${recorded.length} items there, ${own.length} here`];
  }
  const unlike = (items: readonly unknown[], others: readonly unknown[], side: string) =>
    items
      .filter((item) => !others.some((other) => compareShapes(item, other).length === 0))
      .slice(0, 1)
      .map((item) => `${path}: only ${side} there is an item like ${JSON.stringify(item)}`);
  return [...unlike(own, recorded, "here"), ...unlike(recorded, own, "there")];
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
