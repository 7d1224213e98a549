import { createHash } from "node:crypto";
import { MultisiteError } from "../../errors/index.ts";
import { Secret } from "../../secret/index.ts";
import type { InvitationToken } from "./types.ts";

const PREFIX = "multisite-join-1.";
const CHECK_BYTES = 4;

/** One word to be pasted at the joining host; whoever has it can join once. */
export function writeToken(token: InvitationToken): Secret {
  const { star, site, node, inviter, host, port, fingerprint, id, secret } = token;
  const text = Buffer.from(JSON.stringify([star, site, node, inviter, host, port, fingerprint, id, secret]));
  return new Secret(PREFIX + Buffer.concat([checkOf(text), text]).toString("base64url"));
}

/** @throws MultisiteError `kernel.join.token` when it is none, or was not copied as a whole */
export function readToken(token: Secret): InvitationToken {
  const text = token.reveal().trim();
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
  const body = bytes.subarray(CHECK_BYTES);
  if (!text.startsWith(PREFIX) || !checkOf(body).equals(bytes.subarray(0, CHECK_BYTES))) {
    throw new MultisiteError(
      "kernel.join.token",
      `This is no invitation, or a part of one: it is one word that begins with ${PREFIX}; copy it again as a whole.`,
    );
  }
  const [star, site, node, inviter, host, port, fingerprint, id, secret] = JSON.parse(body.toString()) as never[];
  return { star, site, node, inviter, host, port, fingerprint, id, secret } as unknown as InvitationToken;
}

/** So that a word that was copied badly is told from one that is not valid. */
function checkOf(text: Buffer): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, CHECK_BYTES);
}
