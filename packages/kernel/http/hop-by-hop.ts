/** Headers that belong to one connection and not to the request or answer on it (RFC 9110, 7.6.1), in lower case. */
export const hopByHopHeaders: readonly string[] = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
