import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMandatory } from "./checks.ts";
import { isFault, type OauthRequest, readOauthRequest } from "./request.ts";
import { baseUri, verifyOauthSignature } from "./signature.ts";
import { signedHeader, standardFields, toHeader } from "./testing.ts";

const NOW_MS = 1_795_333_165_000;
const CONSUMER = "8a4ae17037a94dd49fda74dd537ef2e0";
const secret = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const query = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ maxLength: 8, unit: "grapheme" }), { maxKeys: 3 });

function readSigned(url: string, authorization: string): OauthRequest {
  const request = readOauthRequest({ httpMethod: "POST", url, authorization });
  if (isFault(request)) throw new Error(request.description);
  return request;
}

describe("OAuth 1 signatures", () => {
  test.each([
    {
      what: "request token",
      url: "http://127.0.0.1:15000/v3/OS-OAUTH1/request_token",
      header:
        'OAuth oauth_nonce="69754284683917184421795333164", oauth_timestamp="1795333164", oauth_version="1.0", oauth_signature_method="HMAC-SHA1", oauth_consumer_key="8a4ae17037a94dd49fda74dd537ef2e0", oauth_callback="oob", oauth_signature="LMT3mDYZ43fEwoF3byTQ%2F3euLV4%3D"',
      tokenSecret: undefined,
    },
    {
      what: "access token",
      url: "http://127.0.0.1:15000/v3/OS-OAUTH1/access_token",
      header:
        'OAuth oauth_nonce="87467827397878957731795333165", oauth_timestamp="1795333165", oauth_version="1.0", oauth_signature_method="HMAC-SHA1", oauth_consumer_key="8a4ae17037a94dd49fda74dd537ef2e0", oauth_token="5f78600fba884b0b947131a3946b8cff", oauth_verifier="FwqtmEk5", oauth_signature="mah80IWKJprNxSLaL9%2FKhic%2FVCo%3D"',
      tokenSecret: "550e9a9a7916433f997357222370db44",
    },
    {
      what: "login",
      url: "http://127.0.0.1:15000/v3/auth/tokens",
      header:
        'OAuth oauth_nonce="93437200947627875401795333165", oauth_timestamp="1795333165", oauth_version="1.0", oauth_signature_method="HMAC-SHA1", oauth_consumer_key="8a4ae17037a94dd49fda74dd537ef2e0", oauth_token="e580dbcb6a5c49dbbfb5f675133ddb78", oauth_signature="yts8%2Fq%2BxOJbWSBWUeoiHlULcj%2Bk%3D"',
      tokenSecret: "64785e7182d8430797af2f32fe211b99",
    },
  ])("what Keystone accepted in the lab is accepted here: $what", ({ url, header, tokenSecret }) => {
    const consumerSecret = "a05aeb4fcc5e4b8c8bbfbf0ca8cabc2e";
    const request = readSigned(url, header);
    expect(checkMandatory(request, NOW_MS)).toBeUndefined();
    expect(verifyOauthSignature(request, { consumerSecret, tokenSecret })).toBe(true);
    expect(verifyOauthSignature(request, { consumerSecret: "other", tokenSecret })).toBe(false);
  });

  test("a signed request passes, and any change of it fails", () => {
    fc.assert(
      fc.property(
        fc.record({ consumerSecret: secret, tokenSecret: secret, query, method: fc.constantFrom("HMAC-SHA1", "HMAC-SHA256") }),
        fc.constantFrom("url", "query", "nonce", "timestamp", "token", "consumer secret", "token secret", "method"),
        ({ consumerSecret, tokenSecret, query: parameters, method }, change) => {
          const secrets = { consumerSecret, tokenSecret };
          const search = new URLSearchParams(parameters).toString();
          const url = `http://Identity.test:80/v3/a%20b${search === "" ? "" : `?${search}`}`;
          const fields = { ...standardFields(CONSUMER, NOW_MS), oauth_signature_method: method, oauth_token: "aa" };
          const header = signedHeader(url, secrets, fields);
          expect(verifyOauthSignature(readSigned(url, header), secrets)).toBe(true);
          const signature = readSigned(url, header).fields.get("oauth_signature") ?? "";
          const changed: Record<string, () => boolean> = {
            url: () => verifyOauthSignature(readSigned(url.replace("/v3/", "/v4/"), header), secrets),
            query: () => verifyOauthSignature(readSigned(`${url}${search === "" ? "?" : "&"}zz=1`, header), secrets),
            "consumer secret": () =>
              verifyOauthSignature(readSigned(url, header), { ...secrets, consumerSecret: `${consumerSecret}x` }),
            "token secret": () => verifyOauthSignature(readSigned(url, header), { ...secrets, tokenSecret: `${tokenSecret}x` }),
            method: () => verifyOauthSignature({ ...readSigned(url, header), httpMethod: "GET" }, secrets),
          };
          const changedField = { nonce: "oauth_nonce", timestamp: "oauth_timestamp", token: "oauth_token" }[change as "nonce"];
          const passes = changedField
            ? verifyOauthSignature(
                readSigned(url, toHeader({ ...fields, [changedField]: "77", oauth_signature: signature })),
                secrets,
              )
            : changed[change]?.();
          expect(passes).toBe(false);
        },
      ),
    );
  });

  test.each([
    ["http://EXAMPLE.com:80/r%20v/X?id=123", "http://example.com/r%20v/X"],
    ["https://www.example.net:8080/?q=1", "https://www.example.net:8080/"],
    ["https://example.net:443", "https://example.net/"],
  ])("the base URI of %s is %s (RFC 5849, section 3.4.1.2)", (url, expected) => {
    expect(baseUri(url)).toBe(expected);
  });

  test.each([
    [{ oauth_nonce: "" }, "Missing mandatory OAuth parameters."],
    [{ oauth_signature_method: "NONE" }, "Invalid signature, NONE not in ('HMAC-SHA1'"],
    [{ oauth_version: "2.0" }, "Invalid OAuth version."],
    [{ oauth_timestamp: "123" }, "Invalid timestamp size"],
    [{ oauth_timestamp: "12345abcde" }, "Timestamp must be an integer."],
    [{ oauth_timestamp: String(NOW_MS / 1000 - 601) }, "differ from allowed by over 600 seconds."],
    [{ oauth_timestamp: String(NOW_MS / 1000 + 601) }, "differ from allowed by over 600 seconds."],
    [{ oauth_consumer_key: "short" }, "Invalid client key format."],
    [{ oauth_nonce: "xyz" }, "Invalid nonce format."],
  ])("a request with %j is malformed", (change, description) => {
    const fields = { ...standardFields(CONSUMER, NOW_MS), oauth_signature: "s", ...change };
    const fault = checkMandatory(readSigned("http://h/", toHeader(fields)), NOW_MS);
    expect(fault?.description).toContain(description);
  });

  test("any header is answered, not crashed upon", () => {
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const request = readOauthRequest({ httpMethod: "POST", url: "http://h/", authorization: `OAuth ${rest}` });
        expect(isFault(request) || !verifyOauthSignature(request, { consumerSecret: "s", tokenSecret: undefined })).toBe(true);
      }),
    );
  });
});
