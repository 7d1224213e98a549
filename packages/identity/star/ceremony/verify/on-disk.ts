import { join } from "node:path";
import { mayDropCondemned } from "../certificates.ts";
import { keyDirectory, keyHome } from "../disk/places.ts";
import { keyHashOf } from "../statements/index.ts";
import type { KeyView } from "../types.ts";
import type { KeyFinding } from "./types.ts";
import type { Verification } from "./verify.ts";

const WAIT_FOR_AGENT =
  "Wait a minute: the agent puts it right by itself. If it stays: multisite keys explain, and look at the disk.";

/** The ceremony's own files. */
export function findOnDisk({ home, view, files, shelf, promised }: Verification): readonly KeyFinding[] {
  const findings: KeyFinding[] = shelf.damaged.map(({ path, why }) => ({
    severity: "major",
    about: path,
    found: `This is no whole key: ${why}.`,
    next: WAIT_FOR_AGENT,
  }));
  for (const key of promised) {
    if (shelf.whole.has(key.keyId)) continue;
    findings.push({
      severity: "critical",
      about: join(keyDirectory(home, key.purpose), key.keyId),
      found: `This node has told the others that it holds this ${key.purpose} key, and does not.`,
      next: WAIT_FOR_AGENT,
    });
  }
  for (const { keyId, purpose, text } of shelf.whole.values()) {
    const known = view.keys.find((key) => key.keyId === keyId);
    const about = join(keyDirectory(home, purpose), keyId);
    if (known !== undefined && known.keyHash !== keyHashOf(text.reveal())) {
      const found = `This is not the key that ${known.maker} made under this ID.`;
      findings.push({
        severity: "critical",
        about,
        found,
        next: `Move the file away; the agent takes the right one again: mv ${about} /root/`,
      });
    } else if (known === undefined || isOver(known, view.me)) {
      const found =
        known === undefined ? "Nobody in the star knows this key." : "This key was removed; it may come from a backup.";
      findings.push({ severity: "minor", about, found, next: WAIT_FOR_AGENT });
    }
  }
  const aside = join(keyHome(home), "aside");
  const isThere = files.statSync(aside, { throwIfNoEntry: false })?.isDirectory() === true;
  const names = isThere ? files.readdirSync(aside) : [];
  if (names.length > 0) {
    const found = `${names.length} ${names.length === 1 ? "file was" : "files were"} found among the keys that this node did not put there, and kept here.`;
    findings.push({ severity: "warning", about: aside, found, next: `Find out who put them there, then: rm -r ${aside}` });
  }
  return findings;
}

function isOver(key: KeyView, me: string): boolean {
  return key.removed.has(me) || (key.condemnedReason !== undefined && mayDropCondemned(key));
}
