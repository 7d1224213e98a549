import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSignedRequest, type SignedRequest } from "./request.ts";
import { computeS3Signature } from "./s3-signature.ts";
import { computeSignature } from "./signature.ts";
import { verifyEc2Signature, verifyS3Signature } from "./verify.ts";

const word = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
const text = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" });
const params = fc.dictionary(word, text, { maxKeys: 4 });

const base = fc.record({
  access: word,
  verb: fc.constantFrom("GET", "POST", "PUT"),
  host: word,
  path: fc.constantFrom("/", "/services/Cloud", "/bucket/a b"),
});

const version2 = fc.record({ base, params, version: fc.constantFrom("1", "2") }).map(
  ({ base: common, params: given, version }): SignedRequest => ({
    ...common,
    params: { ...given, SignatureVersion: version },
    headers: {},
    bodyHash: "",
    token: undefined,
    signature: undefined,
  }),
);

const version4 = fc.record({ base, params, body: text }).map(
  ({ base: common, params: given, body }): SignedRequest => ({
    ...common,
    params: given,
    headers: {
      Host: common.host,
      "X-Amz-Date": "20261122T000000Z",
      Authorization: `AWS4-HMAC-SHA256 Credential=${common.access}/20261122/region/ec2/aws4_request,SignedHeaders=host;x-amz-date,Signature=x`,
    },
    bodyHash: createHash("sha256").update(body).digest("hex"),
    token: undefined,
    signature: undefined,
  }),
);

/** Changes that leave another request behind, each of which the signature must notice. */
const mutations: Readonly<Record<string, (request: SignedRequest) => SignedRequest>> = {
  "another host": (request) => ({ ...request, host: `${request.host}x`, headers: replaceHeader(request, "Host", "other") }),
  "another path": (request) => ({ ...request, path: `${request.path}x` }),
  "another verb": (request) => ({ ...request, verb: "DELETE" }),
  "one more parameter": (request) => ({ ...request, verb: request.verb, params: { ...request.params, zzzAdded: "1" } }),
  "another body": (request) => ({ ...request, bodyHash: `0${request.bodyHash}` }),
  "another date": (request) => ({ ...request, headers: replaceHeader(request, "X-Amz-Date", "20261122T000001Z") }),
};

function replaceHeader({ headers }: SignedRequest, name: string, value: string): SignedRequest["headers"] {
  return name in headers ? { ...headers, [name]: value } : headers;
}

describe("EC2 signatures", () => {
  test("what Keystone accepted in the lab is accepted here", () => {
    const access = "1aa294817cf34e69888f701916ebbe3c";
    const request = readSignedRequest({
      credentials: {
        access,
        signature: "29AJcJsIfuIhcoa2TVlQMClcSRw2nlluU805xnnriF8=",
        host: "host",
        verb: "GET",
        path: "/",
        params: {
          SignatureVersion: "2",
          SignatureMethod: "HmacSHA256",
          AWSAccessKeyId: access,
          Timestamp: "2026-11-22T07:34:09Z",
        },
      },
    }) as SignedRequest;
    expect(verifyEc2Signature("0a96356dd1e54391b8896935620633fc", request)).toBe(true);
    expect(verifyEc2Signature("0a96356dd1e54391b8896935620633fd", request)).toBe(false);
  });

  test("AWS's own example of a version 4 key derivation and signature (S3 documentation)", () => {
    const request: SignedRequest = {
      access: "AKIDEXAMPLE",
      signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
      verb: "GET",
      host: "iam.amazonaws.com",
      path: "/",
      params: { Action: "ListUsers", Version: "2010-05-08" },
      headers: {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        Host: "iam.amazonaws.com",
        "X-Amz-Date": "20150830T123600Z",
        Authorization:
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,SignedHeaders=content-type;host;x-amz-date,Signature=x",
      },
      bodyHash: createHash("sha256").update("").digest("hex"),
      token: undefined,
    };
    expect(verifyEc2Signature("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", request)).toBe(true);
  });

  test.each(["another host", "another path", "another verb", "one more parameter"])(
    "a signed request passes, and with %s it does not (version 2)",
    (name) => {
      fc.assert(
        fc.property(version2, word, (request, secret) => {
          const version = { ...request, params: { ...request.params, SignatureVersion: "2" } };
          const signed = { ...version, signature: computeSignature(secret, version) };
          expect(verifyEc2Signature(secret, signed)).toBe(true);
          expect(verifyEc2Signature(`${secret}x`, signed)).toBe(false);
          expect(verifyEc2Signature(secret, mutations[name]?.(signed) ?? signed)).toBe(false);
        }),
      );
    },
  );

  test("a signed request passes, and with one more parameter it does not (version 1)", () => {
    fc.assert(
      fc.property(version2, word, (request, secret) => {
        const version = { ...request, params: { ...request.params, SignatureVersion: "1" } };
        const signed = { ...version, signature: computeSignature(secret, version) };
        expect(verifyEc2Signature(secret, signed)).toBe(true);
        expect(verifyEc2Signature(secret, mutations["one more parameter"]?.(signed) ?? signed)).toBe(false);
      }),
    );
  });

  test.each(["another host", "another path", "another verb", "another body", "another date"])(
    "a signed request passes, and with %s it does not (version 4)",
    (name) => {
      fc.assert(
        fc.property(version4, word, (request, secret) => {
          const signed = { ...request, signature: computeSignature(secret, request) };
          expect(verifyEc2Signature(secret, signed)).toBe(true);
          expect(verifyEc2Signature(secret, mutations[name]?.(signed) ?? signed)).toBe(false);
        }),
      );
    },
  );

  test("a request that is signed in no known way is refused, not crashed upon", () => {
    fc.assert(
      fc.property(fc.dictionary(word, fc.anything()), word, (credentials, secret) => {
        const request = readSignedRequest({ credentials: { access: "a", signature: "s", ...credentials } });
        expect(request === undefined || verifyEc2Signature(secret, request)).toBe(request === undefined);
      }),
    );
  });
});

describe("S3 signatures", () => {
  const s3Request = (stringToSign: string, signature: string | undefined): SignedRequest => ({
    access: "a",
    signature,
    verb: "",
    host: "",
    path: "",
    params: {},
    headers: {},
    bodyHash: "",
    token: Buffer.from(stringToSign).toString("base64url"),
  });

  test.each([
    "GET\n\n\nTue, 27 Mar 2026 19:36:42 +0000\n/bucket/key",
    "AWS4-HMAC-SHA256\n20261122T000000Z\n20261122/region/s3/aws4_request\nabc",
  ])("a signed text passes, and any other text, secret or signature does not", (stringToSign) => {
    fc.assert(
      fc.property(word, fc.nat(stringToSign.length - 1), (secret, index) => {
        const signature = computeS3Signature(secret, Buffer.from(stringToSign));
        expect(verifyS3Signature(secret, s3Request(stringToSign, signature))).toBe(true);
        expect(verifyS3Signature(`${secret}x`, s3Request(stringToSign, signature))).toBe(false);
        const changed = `${stringToSign.slice(0, index)}~${stringToSign.slice(index + 1)}`;
        expect(verifyS3Signature(secret, s3Request(changed, signature))).toBe(false);
        expect(verifyS3Signature(secret, s3Request(stringToSign, `${signature}=`))).toBe(false);
      }),
    );
  });

  test("a version 4 text of another service or shape has no signature", () => {
    const parts = ["AWS4-HMAC-SHA256", "20261122T000000Z", "20261122/region/ec2/aws4_request", "abc"];
    expect(computeS3Signature("s", Buffer.from(parts.join("\n")))).toBeUndefined();
    expect(computeS3Signature("s", Buffer.from("AWS4-HMAC-SHA256\nshort"))).toBeUndefined();
  });
});
