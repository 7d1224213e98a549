import { createPrivateKey } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MultisiteError } from "../errors/index.ts";
import { createSeededRandom } from "../random/index.ts";
import { Secret } from "../secret/index.ts";
import { privateKeyFromBytes, publicBytesOf, publicText } from "./curve-keys.ts";
import { openBase, sealBase } from "./hpke.ts";
import { openSealed, sealTo } from "./seal.ts";

const random = createSeededRandom(9180);
const recipient = privateKeyFromBytes("x25519", random.bytes(32));
const other = privateKeyFromBytes("x25519", random.bytes(32));
const secret = new Secret("dGhpcyBpcyBhIEZlcm5ldCBrZXkgb2YgMzIgYnl0ZXM");
const purpose = ["key-1", "east-1"];
const box = sealTo(publicText(recipient), secret, purpose);

describe("what is sealed", () => {
  test("is opened by its recipient for its purpose, and is another box each time", () => {
    expect(openSealed(recipient, box, purpose)?.reveal()).toBe(secret.reveal());
    expect(sealTo(publicText(recipient), secret, purpose)).not.toBe(box);
    expect(box).not.toContain(secret.reveal());
  });

  test("is opened by nobody else, nor for another key or another member", () => {
    expect(openSealed(other, box, purpose)).toBeUndefined();
    expect(openSealed(recipient, box, ["key-2", "east-1"])).toBeUndefined();
    expect(openSealed(recipient, box, ["key-1", "west-1"])).toBeUndefined();
    expect(openSealed(recipient, box, ["key-1east-1"])).toBeUndefined();
  });

  test("does not open with one character changed, cut or added, wherever", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
    fc.assert(
      fc.property(fc.nat(box.length - 1), fc.constantFrom(...alphabet), (at, character) => {
        const changed = box.slice(0, at) + character + box.slice(at + 1);
        if (changed !== box) expect(openSealed(recipient, changed, purpose)).toBeUndefined();
        expect(openSealed(recipient, box.slice(0, at), purpose)).toBeUndefined();
        expect(openSealed(recipient, box.slice(0, at) + character + box.slice(at), purpose)).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test("any secret opens for its purpose only, and a flipped bit anywhere is noticed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.string(), { maxLength: 3 }), fc.nat(), (text, words, bit) => {
        const sealed = sealTo(publicText(recipient), new Secret(text), words, random);
        expect(openSealed(recipient, sealed, words)?.reveal()).toBe(text);
        expect(openSealed(recipient, sealed, [...words, ""])).toBeUndefined();
        const bytes = Buffer.from(sealed, "base64url");
        const at = bit % (bytes.length * 8);
        bytes[at >> 3] = (bytes[at >> 3] as number) ^ (1 << (at & 7));
        const opened = openSealed(recipient, bytes.toString("base64url"), words);
        // The last bit of an X25519 public key has no meaning, but the key is part of what is hashed.
        expect(opened).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  test("what is no sealing key is refused, and so is one whose shared secrets anybody knows", () => {
    const small = Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), Buffer.alloc(32)]).toString("base64");
    const signing = publicText(privateKeyFromBytes("ed25519", random.bytes(32)));
    for (const key of ["", "east-1", small, signing, `${publicText(recipient)} `]) {
      const sealing = () => sealTo(key, secret, purpose);
      expect(sealing).toThrow(MultisiteError);
      expect(sealing).toThrow(expect.objectContaining({ code: "kernel.seal.key" }));
    }
    const toZeros = Buffer.concat([Buffer.from([1]), Buffer.alloc(32 + 16 + 43)]).toString("base64url");
    expect(openSealed(recipient, toZeros, purpose)).toBeUndefined();
  });
});

describe("HPKE", () => {
  test("gives the RFC's own example (A.1.1, first encryption)", () => {
    const hex = (text: string): Buffer => Buffer.from(text, "hex");
    const privateKey = privateKeyFromBytes("x25519", hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"));
    expect(publicBytesOf(privateKey)).toEqual(hex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"));
    const ephemeral = hex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
    const shared = {
      info: Buffer.from("Ode on a Grecian Urn"),
      aad: Buffer.from("Count-0"),
      aead: { id: 1, cipher: "aes-128-gcm", keyBytes: 16 },
    } as const;
    const plaintext = Buffer.from("Beauty is truth, truth beauty");
    const sealed = sealBase({ ...shared, recipient: privateKey, plaintext, random: { bytes: () => ephemeral } });
    expect(sealed.toString("hex")).toBe(
      "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431" +
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    );
    expect(openBase({ ...shared, privateKey, sealed })).toEqual(plaintext);
  });

  test("is what another implementation seals and opens", async () => {
    const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const info = Buffer.from("some information");
    const aad = Buffer.from("and more");
    for (const length of [0, 1, 43, 10_000]) {
      const plaintext = random.bytes(length);
      const pair = await suite.kem.generateKeyPair();
      const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
      const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });

      const ours = sealBase({ recipient: privateKey, info, aad, plaintext, random });
      const opening = { recipientKey: pair.privateKey, enc: ours.subarray(0, 32), info };
      expect(Buffer.from(await suite.open(opening, ours.subarray(32), aad))).toEqual(plaintext);

      const theirs = await suite.seal({ recipientPublicKey: pair.publicKey, info }, plaintext, aad);
      const sealed = Buffer.concat([Buffer.from(theirs.enc), Buffer.from(theirs.ct)]);
      expect(openBase({ privateKey, info, aad, sealed })).toEqual(plaintext);
    }
  });
});
