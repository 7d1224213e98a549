import { missingAttribute } from "../errors/index.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

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
    return JSON.parse(strictUtf8.decode(bytes));
  } catch {
    throw missingAttribute("valid JSON", "request body");
  }
}
