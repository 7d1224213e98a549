/** A value of JSON as Python's `%s` writes it, which is how it stands in Neutron's messages. */
export function pythonText(value: unknown): string {
  return typeof value === "string" ? value : pythonValue(value);
}

/** As Python's `%r` writes it. */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, inner]) => `'${key}': ${pythonValue(inner)}`)
      .join(", ")}}`;
  }
  return String(value);
}

/** A set of texts; Python writes it in any order. */
export function pythonSet(values: readonly string[]): string {
  return values.length === 0 ? "set()" : `{${values.map(pythonValue).join(", ")}}`;
}
