import { existsSync, readFileSync } from "node:fs";
import { writeDurably } from "@multisite/kernel/durable-file";
import { messageOf } from "@multisite/kernel/errors";
import { recoveryError } from "../errors.ts";
import type { ArmedFreeze, FreezeStore } from "./types.ts";

/** Armed freezes in a file of the agent's home. */
export function openFreezeFile(path: string): FreezeStore {
  return {
    load: () => read(path),
    save: (freezes) => writeDurably(path, `${JSON.stringify(freezes, undefined, 2)}\n`, 0o600),
  };
}

/**
 * A file that cannot be read is not an empty one: guests may be frozen, and nobody would thaw them.
 *
 * @throws MultisiteError `recovery.freeze.damaged`
 */
function read(path: string): readonly ArmedFreeze[] {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8")) as readonly ArmedFreeze[];
  } catch (cause) {
    throw recoveryError("freeze.damaged", `Which guests may be frozen cannot be read from ${path} (${messageOf(cause)}).`);
  }
}
