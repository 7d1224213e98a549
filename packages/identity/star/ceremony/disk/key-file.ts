import { createHash } from "node:crypto";
import { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../../../tokens/index.ts";
import { KEY_PURPOSES, type KeyPurpose } from "../types.ts";

/** One key of the ceremony as its file holds it. */
export interface StoredKey {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  /** As a Fernet key file has it: 44 characters of URL-safe base64. */
  readonly text: Secret;
}

const LAST_LINE = /^sha256 ([0-9a-f]{64})\n$/;

/** Key IDs come from other members and become names of files. */
export function isKeyId(keyId: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(keyId);
}

/** The content of a key's file; by its last line a torn or edited one is told from a whole one. */
export function encodeKeyFile({ keyId, purpose, text }: StoredKey): string {
  const body = `${JSON.stringify({ version: 1, keyId, purpose, key: text.reveal() })}\n`;
  return `${body}sha256 ${hashOf(body)}\n`;
}

/** Undefined for a file that is torn, was edited, is of another version, or holds no Fernet key. */
export function decodeKeyFile(content: string): StoredKey | undefined {
  const end = content.indexOf("\n") + 1;
  const body = content.slice(0, end);
  if (LAST_LINE.exec(content.slice(end))?.[1] !== hashOf(body)) return undefined;
  const { version, keyId, purpose, key } = JSON.parse(body) as Record<string, unknown>;
  if (version !== 1 || typeof keyId !== "string" || typeof key !== "string") return undefined;
  if (!KEY_PURPOSES.includes(purpose as KeyPurpose)) return undefined;
  const text = new Secret(key);
  return FernetKey.parse(text) === undefined ? undefined : { keyId, purpose: purpose as KeyPurpose, text };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
