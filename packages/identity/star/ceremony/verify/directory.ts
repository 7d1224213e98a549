import { join } from "node:path";
import { primaryKeyOf } from "../certificates.ts";
import { renderedDirectory } from "../disk/places.ts";
import { readAsKeystone, type SeenKeyFile } from "../render/index.ts";
import type { KeyPurpose } from "../types.ts";
import type { KeyFinding } from "./types.ts";
import type { Verification } from "./verify.ts";

const AGENT_REPAIRS = "systemctl status multisite-agent: while it runs, it puts the directory right within a second.";

/** What Keystone, ours and stock, would read now. */
export function findInDirectory(
  { home, view, files, shelf, promised }: Verification,
  purpose: KeyPurpose,
): readonly KeyFinding[] {
  const directory = renderedDirectory(home, purpose);
  const primary = primaryKeyOf(view, purpose, view.me);
  const stats = files.statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined && primary === undefined) return [];
  const finding = (severity: KeyFinding["severity"], about: string, found: string): KeyFinding => {
    return { severity, about, found, next: AGENT_REPAIRS };
  };
  if (stats?.isDirectory() !== true)
    return [finding("critical", directory, "There is no such directory: nothing is verified here.")];
  const findings: KeyFinding[] = [];
  if ((stats.mode & 0o007) !== 0) findings.push(finding("major", directory, "Everybody on this host can read the keys."));
  const seen = readAsKeystone(files, directory);
  const keyIds = new Map([...shelf.whole.values()].map(({ fingerprint, keyId }) => [fingerprint, keyId]));
  const keyOf = ({ fingerprint = "" }: SeenKeyFile): string | undefined => keyIds.get(fingerprint);
  if (primary !== undefined && (seen[0] === undefined || keyOf(seen[0]) !== primary.keyId)) {
    const found = `The highest number is not the key ${primary.keyId.slice(0, 8)} that this node signs with: Keystone signs with another.`;
    findings.push(finding("critical", directory, found));
  }
  for (const file of seen) {
    const path = join(directory, file.name);
    if (file.fingerprint === undefined) findings.push(finding("major", path, "This key file is empty or cannot be read."));
    else if (keyOf(file) === undefined)
      findings.push(finding("major", path, "This key is not one of the star's: no other site verifies with it."));
    else if (!file.isPlain) findings.push(finding("minor", path, "Keystone takes this name for a number; it is none of ours."));
  }
  const held = new Set(seen.map(keyOf));
  for (const { keyId } of promised.filter(
    (key) => key.purpose === purpose && shelf.whole.has(key.keyId) && !held.has(key.keyId),
  )) {
    findings.push(
      finding("critical", directory, `The key ${keyId.slice(0, 8)} is missing here: what others sign with it is refused.`),
    );
  }
  return findings;
}
