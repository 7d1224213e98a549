const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?/g;

/** How Python writes a set of texts: in any order. */
const SET = /\{'[^'{}:]*'(?:, '[^'{}:]*')*\}/g;

/** IDs in a row, which come in any order. */
const ROW = /<[\w-]+>(?:,<[\w-]+>)+/g;

/** Values that differ from run to run, by the names under which they are known in all runs. */
export interface Names {
  give(name: string, value: string): void;
  /** The value behind `{name}`. */
  resolve(text: string): string;
  /** A text with names, `<uuid>` and `<time>` instead of what is chance. */
  hide(text: string): string;
}

export function createNames(initial: Readonly<Record<string, string>>): Names {
  const values = new Map(Object.entries(initial));
  const byValue = new Map(Object.entries(initial).map(([name, value]) => [value, name]));
  let pattern: RegExp | undefined;
  return {
    give(name, value) {
      values.set(name, value);
      byValue.set(value, name);
      pattern = undefined;
    },
    resolve: (text) =>
      text.replaceAll(/\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => {
        const value = values.get(name);
        if (value === undefined) throw new Error(`nothing is called {${name}}`);
        return value;
      }),
    hide(text) {
      pattern ??= alternatives([...byValue.keys()]);
      return text
        .replaceAll(pattern, (value) => `<${byValue.get(value)}>`)
        .replaceAll(UUID, (id) => (id === "00000000-0000-0000-0000-000000000000" || id.startsWith("ffffffff") ? id : "<uuid>"))
        .replaceAll(TIME, "<time>")
        .replaceAll(ROW, (row) => row.split(",").sort().join(","))
        .replaceAll(SET, (set) => `{${set.slice(1, -1).split(", ").sort().join(", ")}}`);
    },
  };
}

/** The longest first, so that no name hides the beginning of another. */
function alternatives(values: readonly string[]): RegExp {
  const sorted = values.filter((value) => value !== "").sort((one, other) => other.length - one.length);
  return new RegExp(
    `(?<![\\w])(?:${sorted.map((value) => value.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|")})(?![\\w])`,
    "g",
  );
}
