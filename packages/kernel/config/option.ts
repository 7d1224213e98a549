import { MultisiteError } from "../errors/index.ts";

/** One setting: how it is read, what it is when nobody says, and what the manual says of it. */
export interface Option<Value> {
  readonly type: string;
  readonly default: Value;
  readonly help: string;
  /** Reads a value from a document (already typed) or from an ini file (text). Throws a message that says what is allowed. */
  readonly read: (raw: unknown) => Value;
}

/** A named set of options, like a section of keystone.conf. */
export type OptionGroup = Readonly<Record<string, Option<unknown>>>;

/** The values of a group of options. */
export type GroupValues<Group extends OptionGroup> = {
  readonly [Name in keyof Group]: Group[Name] extends Option<infer Value> ? Value : never;
};

/** A whole number; `minimum` is checked. */
export function integer(defaultValue: number, help: string, minimum = 0): Option<number> {
  return {
    type: "integer",
    default: defaultValue,
    help,
    read(raw) {
      const value = typeof raw === "string" ? Number(raw) : raw;
      if (typeof value !== "number" || !Number.isInteger(value) || value < minimum) {
        throw new TypeError(`a whole number of at least ${minimum}`);
      }
      return value;
    },
  };
}

/** A whole number that may be left unset. */
export function optionalInteger(help: string, minimum = 0): Option<number | undefined> {
  const required = integer(minimum, help, minimum);
  return {
    type: "integer",
    default: undefined,
    help,
    read: (raw) => (raw === null || raw === "" || raw === "None" ? undefined : required.read(raw)),
  };
}

/** On or off, in the spellings that oslo.config accepts. */
export function boolean(defaultValue: boolean, help: string): Option<boolean> {
  return {
    type: "boolean",
    default: defaultValue,
    help,
    read(raw) {
      if (typeof raw === "boolean") return raw;
      const text = String(raw).toLowerCase();
      if (["true", "1", "on", "yes"].includes(text)) return true;
      if (["false", "0", "off", "no"].includes(text)) return false;
      throw new TypeError("true or false");
    },
  };
}

/** Text. */
export function text(defaultValue: string, help: string): Option<string> {
  return { type: "text", default: defaultValue, help, read: readText };
}

/** Text that may be left unset. */
export function optionalText(help: string): Option<string | undefined> {
  return { type: "text", default: undefined, help, read: (raw) => (raw === null ? undefined : readText(raw)) };
}

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[], defaultValue: Word, help: string): Option<Word> {
  return {
    type: words.join(" | "),
    default: defaultValue,
    help,
    read(raw) {
      const word = words.find((candidate) => candidate === raw);
      if (word === undefined) throw new TypeError(`one of ${words.join(", ")}`);
      return word;
    },
  };
}

/** Several texts: a list in a document, comma-separated in an ini file. */
export function list(defaultValue: readonly string[], help: string): Option<readonly string[]> {
  return {
    type: "list",
    default: defaultValue,
    help,
    read(raw) {
      if (Array.isArray(raw)) return raw.map(readText);
      if (typeof raw !== "string") throw new TypeError("a list of texts");
      return raw
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    },
  };
}

function readText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (typeof raw === "number" || typeof raw === "boolean") return String(raw);
  throw new TypeError("a text");
}

/** Reads a document of groups; what it does not name keeps its default, what nobody knows is an error. */
export function readOptions<Groups extends Readonly<Record<string, OptionGroup>>>(
  groups: Groups,
  document: Readonly<Record<string, unknown>>,
  source: string,
): { readonly [Name in keyof Groups]: GroupValues<Groups[Name]> } {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [groupName, group] of Object.entries(groups)) {
    result[groupName] = Object.fromEntries(Object.entries(group).map(([name, option]) => [name, option.default]));
  }
  for (const [groupName, values] of Object.entries(document)) {
    const group = groups[groupName];
    if (!group) throw unknownSetting(source, groupName, Object.keys(groups));
    for (const [name, raw] of Object.entries((values ?? {}) as Record<string, unknown>)) {
      const option = group[name];
      if (!option) throw unknownSetting(source, `${groupName}.${name}`, Object.keys(group));
      (result[groupName] as Record<string, unknown>)[name] = readOne(option, raw, `${groupName}.${name}`, source);
    }
  }
  return result as never;
}

function readOne(option: Option<unknown>, raw: unknown, name: string, source: string): unknown {
  try {
    return option.read(raw);
  } catch (cause) {
    const allowed = cause instanceof Error ? cause.message : "another value";
    throw new MultisiteError("kernel.config.value", `${source}: ${name} must be ${allowed}.`, { cause });
  }
}

function unknownSetting(source: string, name: string, known: readonly string[]): MultisiteError {
  return new MultisiteError(
    "kernel.config.unknown",
    `${source}: there is no setting ${name}; known here are ${[...known].sort().join(", ")}.`,
  );
}
