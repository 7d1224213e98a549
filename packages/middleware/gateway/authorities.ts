import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { authoritiesUnreadable } from "./errors.ts";

/** The authorities in a PEM file; undefined without a file. */
export function readAuthorities(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    const text = readFileSync(path, "utf8");
    new X509Certificate(text);
    return text;
  } catch (cause) {
    throw authoritiesUnreadable(path, cause);
  }
}
