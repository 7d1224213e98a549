/** Headers that are about one connection and not about the request or answer (RFC 9110, 7.6.1). */
const OF_A_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "date",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers that travel on with a request or an answer, as one text each. */
export function travellingHeaders(headers: Readonly<Record<string, string | number | readonly string[] | undefined>>) {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || OF_A_CONNECTION.has(name.toLowerCase())) continue;
    result[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return result;
}
