import { badRequest, missingAttribute } from "../../errors/index.ts";
import type { CredentialCipher, EncryptedCredential } from "../../keys/index.ts";
import type { CredentialRecord } from "../../store/credentials.ts";
import { renderBlobText } from "./blob-text.ts";

/** The content of an EC2 credential's blob. */
export type Ec2Blob = Readonly<Record<string, unknown>> & { readonly access: string };

/** What ties an EC2 credential to the delegation that it was made with; it can neither be changed nor removed. */
const DELEGATION_KEYS = ["trust_id", "app_cred_id", "access_token_id", "access_id"] as const;

/** EC2 credentials of any spelling have rules of their own; only the exact spelling is stored as JSON text within JSON. */
export const isEc2Type = (type: unknown): boolean => typeof type === "string" && type.toLowerCase() === "ec2";

/** The blob of an EC2 credential, which must name an access key (keystone/api/credentials.py, _validate_blob_json). */
export function parseEc2Blob(text: unknown): Ec2Blob {
  const blob = parseObject(String(text));
  if (Object.keys(blob).length === 0) throw missingAttribute("blob", "credential");
  if (typeof blob.access !== "string") throw missingAttribute("access", "credential");
  return blob as Ec2Blob;
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("Invalid blob in credential");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw missingAttribute("blob", "credential");
  return value as Record<string, unknown>;
}

/** Refuses a blob that would move an EC2 credential to another delegation (keystone/api/credentials.py, _validate_blob_update_keys). */
export function checkBlobUpdate(type: string, oldBlob: string, newBlob: unknown): void {
  if (!isEc2Type(type)) return;
  const changed = parseEc2Blob(newBlob);
  const current = parseObject(oldBlob);
  for (const key of DELEGATION_KEYS) {
    if ((current[key] ?? null) !== (changed[key] ?? null)) throw badRequest(`${key} can not be updated for credential`);
  }
}

/** The blob as the table stores it: EC2 blobs once more as JSON (keystone/credential/core.py, _encrypt_credential). */
export function encryptBlob(cipher: CredentialCipher, type: string, blob: string): EncryptedCredential {
  return cipher.encrypt(type === "ec2" ? JSON.stringify(blob) : blob);
}

/**
 * A stored blob as text. Within an EC2 blob there may be a text or, after Keystone changed it, an object; clients get a text
 * (keystone/credential/core.py, _decrypt_credential; keystone/api/credentials.py, _blob_to_json).
 */
export function decryptBlob(cipher: CredentialCipher, credential: CredentialRecord): string {
  const text = cipher.decrypt(credential.encryptedBlob);
  if (credential.type !== "ec2") return text;
  const value: unknown = JSON.parse(text);
  return typeof value === "string" ? value : renderBlobText(value);
}
