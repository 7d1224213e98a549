import { createHmac } from "node:crypto";
import { Secret } from "@multisite/kernel/secret";
import type { StarPasswords } from "./types.ts";

/** A node's password at all others: each node has its own, so that one that is evicted takes none of the others' along. */
export function nodePassword(passwords: Pick<StarPasswords, "nodes">, nodeName: string): Secret {
  return new Secret(createHmac("sha256", passwords.nodes.reveal()).update(nodeName).digest("base64url"));
}

/** Passwords as they are written into files. */
export interface PasswordTexts {
  readonly identity: string;
  readonly monitor: string;
  readonly ofNode: (nodeName: string) => string;
  /** A file's text that has passwords in it: a secret, unless they are placeholders. */
  readonly seal: (text: string) => string | Secret;
}

/** The passwords, or placeholders like `__PASSWORD-OF-north-1__` that the operator replaces. */
export function passwordTexts(passwords: StarPasswords | undefined): PasswordTexts {
  if (passwords === undefined) {
    return {
      identity: "__PASSWORD-OF-IDENTITY__",
      monitor: "__PASSWORD-OF-MONITOR__",
      ofNode: (name) => `__PASSWORD-OF-${name}__`,
      seal: (text) => text,
    };
  }
  return {
    identity: passwords.identity.reveal(),
    monitor: passwords.monitor.reveal(),
    ofNode: (name) => nodePassword(passwords, name).reveal(),
    seal: (text) => new Secret(text),
  };
}
