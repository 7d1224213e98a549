/**
 * The fields of a form, the first of each name; empty for a body of any other type
 * (keystone/server/flask/request_processing/json_body.py, which leaves OS-OAUTH2 alone).
 */
export function parseFormBody(bytes: Buffer | undefined, contentType: string | undefined): Record<string, string> {
  const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase();
  if (!bytes || mediaType !== "application/x-www-form-urlencoded") return {};
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(bytes.toString("utf8"))) fields[name] ??= value;
  return fields;
}
