/**
 * The fields of an `Authorization: OAuth …` header, still percent-encoded; undefined when it is not one. Of a field that is
 * there twice, the last counts (oauthlib/oauth1/rfc5849/utils.py, parse_authorization_header).
 */
export function parseAuthorizationHeader(header: string): ReadonlyMap<string, string> | undefined {
  if (!/^oauth /i.test(header)) return undefined;
  const fields = new Map<string, string>();
  for (const item of splitList(header.slice("OAuth ".length))) {
    const equals = item.indexOf("=");
    if (equals < 0) return undefined;
    fields.set(item.slice(0, equals), unquote(item.slice(equals + 1)));
  }
  return fields;
}

/** Splits at commas outside of quotes (Python's urllib.request.parse_http_list). */
function splitList(text: string): string[] {
  const items = text.match(/(?:"(?:[^"\\]|\\.)*"?|[^,"])+/gs) ?? [];
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
