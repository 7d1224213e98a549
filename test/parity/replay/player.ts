import { createHmac } from "node:crypto";
import type { ParityAnswer, ParityClient } from "../client/types.ts";
import { signEc2 } from "../signatures/ec2.ts";
import { signOauth1 } from "../signatures/oauth1.ts";
import type { GoldenExchange } from "./exchanges.ts";
import type { Names } from "./names.ts";

/** Asks recorded requests anew. */
export interface Player {
  /** Asks, and learns from the answer what the things of the recording are called here. */
  play(exchange: GoldenExchange): Promise<{ readonly answer: ParityAnswer; readonly expected: GoldenExchange }>;
}

const TOKEN = /<token:(?<name>[^>]+)>/g;
/** The recorder's other name for one of its tokens. */
const ALIASES: Readonly<Record<string, string>> = { rescoped: "rescoped-token-method" };
const TOTP_STEP_MS = 30_000;

/** A player for one service; tokens are known by the name of the exchange that gave them. */
export function createPlayer(client: ParityClient, names: Names, recordedBaseUrl: string): Player {
  const tokens = new Map<string, string>();
  names.learnOne(recordedBaseUrl, client.baseUrl);

  const withTokens = (text: string): string =>
    text.replaceAll(TOKEN, (_, name: string) => tokens.get(ALIASES[name] ?? name) ?? `unknown-${name}`);
  const translate = <Value>(value: Value): Value =>
    value === undefined ? value : JSON.parse(withTokens(JSON.stringify(names.translate(value))));

  return {
    async play(exchange) {
      const { method, path, headers, body } = exchange.request;
      const request = { method, path: translate(path), headers: translate(headers), body: translate(body) };
      const answer = await client.request(method, request.path, {
        headers: signAgain(request.path, request.headers),
        // An empty body was recorded as null.
        body: body === null ? undefined : signBody(request.body),
      });
      learn(exchange, answer);
      return { answer, expected: { ...exchange, response: translate(exchange.response) } };
    },
  };

  function learn({ name, request, response }: GoldenExchange, answer: ParityAnswer): void {
    const token = answer.headers["x-subject-token"];
    if (token !== undefined) tokens.set(name, token);
    const receipt = answer.headers["openstack-auth-receipt"];
    if (receipt !== undefined) names.learnOne(response.headers["Openstack-Auth-Receipt"] ?? "", receipt);
    // Lists come in another order here, and tell nothing new.
    if (answer.status !== response.status || request.method === "GET") return;
    if (typeof response.body === "string") names.learn(readForm(response.body), readForm(answer.text));
    else names.learn(response.body, answer.body);
  }

  /** Signatures are over names and times, which are others here. */
  function signAgain(path: string, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const signed = headers.Authorization;
    if (signed === undefined) return headers;
    const fields = Object.fromEntries([...signed.matchAll(/(oauth_\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    const { oauth_callback, oauth_token, oauth_verifier, oauth_consumer_key: key = "" } = fields;
    const own = Object.fromEntries(
      Object.entries({ oauth_callback, oauth_token, oauth_verifier }).filter(([, value]) => value !== undefined),
    ) as Record<string, string>;
    const secretOf = (recorded: string) => names.own(recorded) ?? "";
    const consumer = { key, secret: secretOf(CONSUMER_SECRET) };
    const tokenSecret = path.endsWith("access_token") ? secretOf(REQUEST_SECRET) : secretOf(ACCESS_SECRET);
    const url = `${client.baseUrl}${path}`;
    const hasToken = oauth_token !== undefined;
    return { ...headers, Authorization: signOauth1(url, consumer, client.nowMs(), own, hasToken ? tokenSecret : "") };
  }

  function signBody(body: unknown): unknown {
    const text = JSON.stringify(body);
    if (text.includes('"SignatureVersion"')) {
      const { access } = (body as { readonly credentials: { readonly access: string } }).credentials;
      return signEc2({ access, secret: names.own(EC2_SECRET) ?? "" }, client.nowMs());
    }
    return typeof body === "string"
      ? body
      : JSON.parse(text.replace(/"passcode":"\d+"/, `"passcode":"${passcode(client.nowMs())}"`));
  }
}

// What the recording calls the secrets that requests were signed with; made for it, and used nowhere else.
const CONSUMER_SECRET = "a05aeb4fcc5e4b8c8bbfbf0ca8cabc2e";
const REQUEST_SECRET = "550e9a9a7916433f997357222370db44";
const ACCESS_SECRET = "64785e7182d8430797af2f32fe211b99";
const EC2_SECRET = "0a96356dd1e54391b8896935620633fc";

function readForm(text: string): Record<string, string> {
  return text.startsWith("oauth_") ? Object.fromEntries(new URLSearchParams(text)) : {};
}

/** The one-time code of the recorded TOTP secret, RFC 6238's own example. */
function passcode(nowMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / TOTP_STEP_MS)));
  const digest = createHmac("sha1", "12345678901234567890").update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
