import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StarPasswords } from "@multisite/identity/star";
import { writeDurably } from "@multisite/kernel/durable-file";
import { MultisiteError, messageOf } from "@multisite/kernel/errors";
import { type Random, urlSafeText } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";

const NAMES = ["identity", "monitor", "nodes"] as const satisfies readonly (keyof StarPasswords)[];
const BYTES = 24;

export interface KeptPasswords {
  readonly passwords: StarPasswords;
  /** Keeps them, so that the next rendering has the same. */
  keep(): void;
}

/**
 * The passwords of the star's databases: those of a rendering before, else new ones.
 *
 * @throws MultisiteError `cli.star.passwords`
 */
export function passwordsIn(directory: string, random: Random): KeptPasswords {
  const path = join(directory, "passwords.json");
  if (existsSync(path)) return { passwords: readPasswords(path), keep() {} };
  const passwords = toPasswords(() => urlSafeText(random, BYTES));
  const texts = Object.fromEntries(NAMES.map((name) => [name, passwords[name].reveal()]));
  return { passwords, keep: () => writeDurably(path, `${JSON.stringify(texts, null, 2)}\n`, 0o600) };
}

function readPasswords(path: string): StarPasswords {
  try {
    const texts = JSON.parse(readFileSync(path, "utf8")) as Partial<Record<string, unknown>>;
    return toPasswords((name) => {
      const text = texts[name];
      if (typeof text === "string" && text !== "") return text;
      throw new Error(`\`${name}\` is missing`);
    });
  } catch (cause) {
    throw new MultisiteError("cli.star.passwords", `The passwords of the star cannot be read from ${path}: ${messageOf(cause)}.`);
  }
}

function toPasswords(textOf: (name: keyof StarPasswords) => string): StarPasswords {
  const of = (name: keyof StarPasswords): Secret => new Secret(textOf(name));
  return { identity: of("identity"), monitor: of("monitor"), nodes: of("nodes") };
}
