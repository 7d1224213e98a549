import type { ParityAnswer } from "../client/types.ts";
import type { GoldenExchange } from "./exchanges.ts";

/**
 * Where an answer differs from the recorded one: its status, the names of its headers and the value of those that mean
 * something, the texts of errors, and its body, but for what is chance.
 */
export function compareAnswer({ response }: GoldenExchange, own: ParityAnswer): string[] {
  if (response.status !== own.status) return [`status: ${response.status} there, ${own.status} here: ${own.text.slice(0, 200)}`];
  const body = own.body ?? (own.text === "" ? null : parseOrText(own));
  return [
    ...compareHeaders(response.headers, own.headers),
    ...compareErrors(response.body, body),
    ...compareBodies(readForm(response.body), readForm(body)),
  ];
}

/** OAuth answers with forms. */
function readForm(body: unknown): unknown {
  return typeof body === "string" && body.startsWith("oauth_") ? Object.fromEntries(new URLSearchParams(body)) : body;
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

/** Where two JSON values differ in keys, types or, but for chance, values; `path` says where one is. */
function compareBodies(recorded: unknown, own: unknown, path = "body"): string[] {
  const [there, here] = [typeName(recorded), typeName(own)];
  if (there !== here) return [`${path}: ${there} there, ${here} here`];
  if (Array.isArray(recorded) && Array.isArray(own)) return compareLists(recorded, own, path);
  if (there !== "object") return recorded === own || isChance(path) ? [] : [`${path}: ${recorded} there, ${own} here`];
  const [left, right] = [recorded, own] as [Record<string, unknown>, Record<string, unknown>];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => {
    if (!(key in right)) return [`${path}.${key}: missing here`];
    if (!(key in left)) return [`${path}.${key}: only here`];
    return compareBodies(left[key], right[key], `${path}.${key}`);
  });
}

/** Every item of the one list must have its like in the other; how many there are, and in which order, is not compared. */
function compareLists(recorded: readonly unknown[], own: readonly unknown[], path: string): string[] {
  if (recorded.length === 0 || own.length === 0) {
    return recorded.length === own.length ? [] : [`${path}: ${recorded.length} items there, ${own.length} here`];
  }
  const unlike = (items: readonly unknown[], others: readonly unknown[], side: string) =>
    items
      .filter((item) => !others.some((other) => compareBodies(item, other, `${path}[]`).length === 0))
      .slice(0, 1)
      .map((item) => `${path}: only ${side} there is an item like ${JSON.stringify(item)}`);
  return [...unlike(own, recorded, "here"), ...unlike(recorded, own, "there")];
}

/** What differs from run to run: times, audit IDs, links to what was never named again, and the recorded rig's own catalog. */
const CHANCE = /_at$|issued_before$|audit_id$|audit_ids\[\]$|\.catalog\b|error\.message$/;

function isChance(path: string): boolean {
  return CHANCE.test(path);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "list" : typeof value;
}
