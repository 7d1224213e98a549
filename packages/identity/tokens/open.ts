import { type OpenedEnvelope, openEnvelope } from "./fernet.ts";
import type { FernetKey } from "./key.ts";
import type { KeySource } from "./key-source.ts";

/** Opens an envelope; before it is called not authentic, it is tried with keys that were installed a moment ago. */
export function openWith(source: KeySource, text: string): OpenedEnvelope {
  const set = source.current();
  const opened = openEnvelope(text, set.keys);
  if (opened.ok || opened.reason === "malformed") return opened;
  const latest = source.refresh();
  return latest.revision === set.revision ? opened : openEnvelope(text, latest.keys);
}

/** The key that signs now. It is looked up afresh, so that a key that has been replaced makes nothing new. */
export function primaryKey(source: KeySource): FernetKey {
  const [primary] = source.refresh().keys;
  if (primary === undefined) throw new RangeError("A key source gave an empty key set.");
  return primary;
}
