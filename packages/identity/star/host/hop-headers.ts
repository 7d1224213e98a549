import { hopByHopHeaders } from "@multisite/kernel/http";

/** The date too is said anew by whoever answers. */
const LEFT_BEHIND: ReadonlySet<string> = new Set([...hopByHopHeaders, "date"]);

/** The headers that travel on with a request or an answer, as one text each. */
export function travellingHeaders(headers: Readonly<Record<string, string | number | readonly string[] | undefined>>) {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || LEFT_BEHIND.has(name.toLowerCase())) continue;
    result[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return result;
}
