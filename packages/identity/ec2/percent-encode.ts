/**
 * Percent-encodes everything but letters, digits and `-_.~`, as AWS signatures and OAuth 1 want it (RFC 5849, section 3.6;
 * Python's urllib.parse.quote).
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
