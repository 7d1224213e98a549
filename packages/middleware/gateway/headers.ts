import { hopByHopHeaders } from "@multisite/kernel/http";

/** Headers as they are on the wire: name, value, name, value. */
export type RawHeaders = readonly string[];

/** The length too is said anew. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([...hopByHopHeaders, "content-length"]);

/** What a client may not say of itself: the gateway tells it. */
const FORWARDED: ReadonlySet<string> = new Set(["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"]);

/** Who sent a request, as the nodes behind are told. */
export interface Sender {
  readonly address: string;
  readonly scheme: "http" | "https";
  /** Whether it is a proxy whose own word about its client is believed. */
  readonly isTrusted: boolean;
}

/** The headers of a request as a node gets them. */
export function forwardedHeaders(raw: RawHeaders, sender: Sender, host: string, bodyLength: number | undefined): string[] {
  const headers: string[] = [];
  const named = namedByConnection(raw);
  let forwardedFor = sender.address;
  let forwardedHost = host;
  let scheme: string = sender.scheme;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    const value = raw[at + 1] as string;
    const lower = name.toLowerCase();
    if (lower === "host" || HOP_BY_HOP.has(lower) || named?.has(lower)) continue;
    if (FORWARDED.has(lower)) {
      if (!sender.isTrusted) continue;
      if (lower === "x-forwarded-for") forwardedFor = `${value}, ${sender.address}`;
      else if (lower === "x-forwarded-proto") scheme = value;
      else if (lower === "x-forwarded-host") forwardedHost = value;
      continue;
    }
    headers.push(name, value);
  }
  headers.push("Host", host, "X-Forwarded-For", forwardedFor, "X-Forwarded-Proto", scheme, "X-Forwarded-Host", forwardedHost);
  if (bodyLength !== undefined) headers.push("Content-Length", String(bodyLength));
  return headers;
}

/** The headers of an answer as the client gets them, without its length. */
export function answerHeaders(raw: RawHeaders): string[] {
  const headers: string[] = [];
  const named = namedByConnection(raw);
  for (let at = 0; at < raw.length; at += 2) {
    const lower = (raw[at] as string).toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named?.has(lower)) headers.push(raw[at] as string, raw[at + 1] as string);
  }
  return headers;
}

/** The first value of a header; undefined when it is not there. */
export function headerOf(raw: RawHeaders, lowerName: string): string | undefined {
  for (let at = 0; at < raw.length; at += 2) {
    if ((raw[at] as string).length === lowerName.length && (raw[at] as string).toLowerCase() === lowerName) return raw[at + 1];
  }
  return undefined;
}

/** A `Connection` header names further headers of its own; nearly none does. */
function namedByConnection(raw: RawHeaders): ReadonlySet<string> | undefined {
  const value = headerOf(raw, "connection");
  if (value === undefined || /^(?:keep-alive|close)$/i.test(value)) return undefined;
  return new Set(value.toLowerCase().split(/\s*,\s*/));
}
