/** Python's shortest text of a float: fixed notation from 1e-4 to below 1e16, always with a point or an exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e");
  const exponent = Number(exponentText);
  const digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent >= 16) {
    const magnitude = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${magnitude}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** What Python's `str.isprintable` refuses: the categories Other and Separator, but for the space. */
const NOT_PRINTABLE = /(?! )[\p{C}\p{Z}]/u;

/** Python's `repr` of a text. */
export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const character of text) {
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) body += short;
    else if (character === quote) body += `\\${character}`;
    else if (NOT_PRINTABLE.test(character)) body += escapeByNumber(character.codePointAt(0) as number);
    else body += character;
  }
  return quote + body + quote;
}

function escapeByNumber(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return codePoint <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Python's `repr` of a JSON-like value; a whole number is an int. */
export function valueRepr(value: unknown): string {
  return typeof value === "string" ? textRepr(value) : valueText(value);
}

/** Python's `str` of a JSON-like value: `None`, `True`, `['a', 1]`. Policy compares these texts, so `None` equals a missing domain. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value).toString() : floatText(value);
  if (Array.isArray(value)) return `[${value.map(valueRepr).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${textRepr(key)}: ${valueRepr(inner)}`)
      .join(", ")}}`;
  }
  return String(value);
}
