import { missingAttribute } from "../errors/index.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const MAX_DEPTH = 100;

/**
 * The JSON object of a body. Anything but an object, and any other content type, is a 400
 * (keystone/server/flask/request_processing/json_body.py).
 */
export function parseJsonBody(bytes: Buffer | undefined, contentType: string | undefined): Record<string, unknown> {
  if (!bytes || bytes.length === 0) return {};
  const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "" && mediaType !== "application/json" && !/^application\/[\w.-]+\+json$/.test(mediaType)) {
    throw missingAttribute("application/json", "Content-Type header");
  }
  const value = parseJson(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw missingAttribute("valid JSON", "request body");
  return value as Record<string, unknown>;
}

function parseJson(bytes: Buffer): unknown {
  try {
    const text = strictUtf8.decode(bytes);
    if (!isTooDeep(text)) return JSON.parse(text);
  } catch {
    // The same answer as for a body that is too deep.
  }
  throw missingAttribute("valid JSON", "request body");
}

/** Everything that later walks through the body may be recursive; no request of the API is nested deeper than ten levels. */
function isTooDeep(text: string): boolean {
  if (text.length <= MAX_DEPTH) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') inString = !inString;
    else if (character === "\\" && inString) index++;
    else if (!inString && (character === "[" || character === "{")) depth++;
    else if (!inString && (character === "]" || character === "}")) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
