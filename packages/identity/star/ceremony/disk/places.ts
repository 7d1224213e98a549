import { join } from "node:path";
import type { KeyPurpose } from "../types.ts";

/** Where the keys of the ceremony are in a node's home directory. */
export function keyHome(home: string): string {
  return join(home, "keys");
}

/** One file for each key, by its ID. */
export function keyDirectory(home: string, purpose: KeyPurpose): string {
  return join(keyHome(home), purpose);
}

const RENDERED: Readonly<Record<KeyPurpose, string>> = {
  token: "fernet-keys",
  receipt: "receipt-keys",
  credential: "credential-keys",
};

/** What ours and stock Keystone read: `[fernet_tokens]`, `[fernet_receipts]` and `[credential] key_repository`. */
export function renderedDirectory(home: string, purpose: KeyPurpose): string {
  return join(home, RENDERED[purpose]);
}
