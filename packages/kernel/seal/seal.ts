import type { KeyObject } from "node:crypto";
import { MultisiteError } from "../errors/index.ts";
import { type Random, systemRandom } from "../random/index.ts";
import { Secret } from "../secret/index.ts";
import { publicKeyFromText } from "./curve-keys.ts";
import { openBase, sealBase } from "./hpke.ts";

/** Of the box; another number means another way of sealing. */
const VERSION = 1;
const INFO = Buffer.from("multisite seal v1");

/**
 * Seals a secret so that only the holder of the private half of `sealingKey` can open it, and only for what it was sealed for: the
 * same `purpose` must be given again, such as the key's ID and the member's name. The box is base64url text, 66 characters and four for
 * three bytes.
 *
 * @throws MultisiteError `kernel.seal.key` when the sealing key is none
 */
export function sealTo(sealingKey: string, secret: Secret, purpose: readonly string[], random: Random = systemRandom): string {
  try {
    const recipient = publicKeyFromText("x25519", sealingKey);
    const plaintext = Buffer.from(secret.reveal());
    const sealed = sealBase({ recipient, info: INFO, aad: aadOf(purpose), plaintext, random });
    return Buffer.concat([Buffer.from([VERSION]), sealed]).toString("base64url");
  } catch (cause) {
    throw new MultisiteError(
      "kernel.seal.key",
      "Nothing can be sealed to this sealing key: it is no X25519 public key in base64, or an unsafe one.",
      { cause },
    );
  }
}

/** Undefined when it was not sealed to this key for this purpose, or was changed on its way. */
export function openSealed(privateKey: KeyObject, box: string, purpose: readonly string[]): Secret | undefined {
  // The decoder skips what is not of the alphabet; one box has one text.
  const bytes = Buffer.from(box, "base64url");
  if (bytes[0] !== VERSION || bytes.toString("base64url") !== box) return undefined;
  const opened = openBase({ privateKey, info: INFO, aad: aadOf(purpose), sealed: bytes.subarray(1) });
  return opened && new Secret(opened.toString());
}

/** One text for one list of words. */
function aadOf(purpose: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(purpose));
}
