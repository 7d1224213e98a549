import { createHmac } from "node:crypto";

export interface OauthConsumer {
  readonly key: string;
  readonly secret: string;
}

let nonce = 0;

/** An `Authorization` header as an OAuth 1 consumer makes it (RFC 5849, HMAC-SHA1), written apart from the code under test. */
export function signOauth1(
  url: string,
  consumer: OauthConsumer,
  nowMs: number,
  fields: Readonly<Record<string, string>>,
  tokenSecret = "",
): string {
  const all: Record<string, string> = {
    oauth_consumer_key: consumer.key,
    oauth_nonce: String(++nonce).padStart(24, "7"),
    oauth_timestamp: String(Math.floor(nowMs / 1000)),
    oauth_signature_method: "HMAC-SHA1",
    oauth_version: "1.0",
    ...fields,
  };
  const parameters = Object.keys(all)
    .sort()
    .map((name) => `${encode(name)}=${encode(all[name] ?? "")}`)
    .join("&");
  const base = `POST&${encode(url)}&${encode(parameters)}`;
  const signature = createHmac("sha1", `${encode(consumer.secret)}&${encode(tokenSecret)}`)
    .update(base)
    .digest("base64");
  const items = Object.entries({ ...all, oauth_signature: signature }).map(([name, value]) => `${name}="${encode(value)}"`);
  return `OAuth ${items.join(", ")}`;
}

/** RFC 3986 leaves fewer characters as they are than `encodeURIComponent` does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
