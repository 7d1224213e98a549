import { createPrivateKey, type KeyObject, sign, verify } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "../durable-file/index.ts";
import { MultisiteError } from "../errors/index.ts";
import { type Random, systemRandom } from "../random/index.ts";
import type { Secret } from "../secret/index.ts";
import { type Curve, privateKeyFromBytes, publicKeyFromText, publicText } from "./curve-keys.ts";
import { openSealed, sealTo } from "./seal.ts";

/** The keys of a member, whose private halves never leave its host. */
export interface MemberKeys {
  /** Public, base64; others check with it what this member says. */
  readonly signingKey: string;
  /** Public, base64; others seal to it. */
  readonly sealingKey: string;
  /** Base64; see {@link verifySignature}. */
  sign(text: string): string;
  /** What others sealed to this member for this purpose; undefined when they did not. */
  open(box: string, purpose: readonly string[]): Secret | undefined;
}

/** Whom something is sealed to. */
export interface SealRecipient {
  readonly name: string;
  readonly sealingKey: string;
}

/** Seals keys to members, and opens what was sealed to this one; a box is for one key and one member, whoever carries it. */
export interface MemberSealer {
  seal(key: Secret, keyId: string, member: SealRecipient): string;
  open(box: string, keyId: string): Secret | undefined;
}

const FILES: Readonly<Record<Curve, string>> = { ed25519: "signing.key", x25519: "sealing.key" };

/** Makes `signing.key` and `sealing.key` in the directory, for their owner alone; keeps what is there, so that it can be done again. */
export function createMemberKeys(directory: string, random: Random = systemRandom): MemberKeys {
  for (const curve of ["ed25519", "x25519"] as const) {
    const path = join(directory, FILES[curve]);
    if (existsSync(path)) continue;
    const key = privateKeyFromBytes(curve, random.bytes(32));
    writeDurably(path, key.export({ type: "pkcs8", format: "pem" }), 0o600);
  }
  return readMemberKeys(directory);
}

/** @throws MultisiteError `kernel.seal.member_keys` when one is missing, is no such key, or may be read by others */
export function readMemberKeys(directory: string): MemberKeys {
  const signing = readKey(directory, "ed25519");
  const sealing = readKey(directory, "x25519");
  return {
    signingKey: publicText(signing),
    sealingKey: publicText(sealing),
    sign: (text) => sign(null, Buffer.from(text), signing).toString("base64"),
    open: (box, purpose) => openSealed(sealing, box, purpose),
  };
}

/** Whether the text was signed with the private half of `signingKey`. */
export function verifySignature(text: string, signature: string, signingKey: string): boolean {
  try {
    return verify(null, Buffer.from(text), publicKeyFromText("ed25519", signingKey), Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

/** The sealing of one member, whose name is `me`. */
export function createMemberSealer(keys: MemberKeys, me: string, random: Random = systemRandom): MemberSealer {
  return {
    seal: (key, keyId, member) => sealTo(member.sealingKey, key, [keyId, member.name], random),
    open: (box, keyId) => keys.open(box, [keyId, me]),
  };
}

function readKey(directory: string, curve: Curve): KeyObject {
  const path = join(directory, FILES[curve]);
  const unfit = (problem: string, cause?: unknown): MultisiteError =>
    new MultisiteError("kernel.seal.member_keys", `The member's key ${path} ${problem}`, { cause });
  let pem: string;
  try {
    if ((statSync(path).mode & 0o077) !== 0) {
      throw unfit(`may be read by others; if nobody did, run \`chmod 600 ${path}\`, else let the node join anew.`);
    }
    pem = readFileSync(path, "utf8");
  } catch (thrown) {
    if (thrown instanceof MultisiteError) throw thrown;
    throw unfit("cannot be read; check the path and that this user may read it.", thrown);
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === curve) return key;
  } catch {
    // What the parser says may show a part of the file.
  }
  throw unfit(`is no private key of ${curve} in PEM; put it back from a backup, or let the node join anew.`);
}
