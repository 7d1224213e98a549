/** A token of a Python expression. `value` is what a number or a text stands for. */
export type PythonToken =
  | { readonly type: "name"; readonly text: string }
  | { readonly type: "int"; readonly value: bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "operator"; readonly text: string };

/** Why a text has no tokens: Python refuses it, or it uses a form that this service leaves out. */
export class PythonSyntaxError extends Error {}

const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy;
const BASED_INT = /0(?:[xX](?:_?[0-9a-fA-F])+|[oO](?:_?[0-7])+|[bB](?:_?[01])+)/y;
const FLOAT =
  /(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[0-9](?:_?[0-9])*[eE][+-]?[0-9](?:_?[0-9])*/y;
const DECIMAL_INT = /0(?:_?0)*|[1-9](?:_?[0-9])*/y;
const STRING = /([rRuU]?)('''(?:[^\\]|\\.)*?'''|"""(?:[^\\]|\\.)*?"""|'(?:[^\\'\r\n]|\\.)*'|"(?:[^\\"\r\n]|\\.)*")/suy;
const OPERATOR = /\*\*|\/\/|<<|>>|==|!=|<=|>=|\.\.\.|[-+*/%@&|^~<>()[\]{},.]/y;
const IGNORED = /[ \t\f]+|#[^\r\n]*/y;
const ESCAPE = /\\(?:\r\n|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/gu;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\r": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function resolveEscapes(body: string): string {
  return body.replace(ESCAPE, (whole: string, octal?: string, hex2?: string, hex4?: string, hex8?: string, simple?: string) => {
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const hex = hex2 ?? hex4 ?? hex8;
    if (hex !== undefined) {
      const codePoint = Number.parseInt(hex, 16);
      if (codePoint > 0x10ffff) throw new PythonSyntaxError("illegal character in an escape");
      return String.fromCodePoint(codePoint);
    }
    if (simple === undefined) return "";
    if ("xuUN".includes(simple)) throw new PythonSyntaxError("unsupported or truncated escape");
    return SIMPLE_ESCAPES[simple] ?? whole;
  });
}

function stringValue(prefix: string, quoted: string): string {
  const quoteLength = /^('''|""")/.test(quoted) ? 3 : 1;
  const body = quoted.slice(quoteLength, -quoteLength);
  return prefix.toLowerCase() === "r" ? body : resolveEscapes(body);
}

/**
 * The tokens of one Python expression, for the left side of a check.
 *
 * @throws PythonSyntaxError for what Python refuses, and for the forms left out: bytes, complex numbers, f-strings, line breaks.
 */
export function pythonTokens(source: string): PythonToken[] {
  const tokens: PythonToken[] = [];
  let position = 0;
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(source);
    if (found === null) return undefined;
    position += found[0].length;
    return found;
  };
  const number = (text: string): string => {
    // "1abc" and "0777" are errors in Python, and "1j" is a complex number.
    if (/^[\p{XID_Continue}]/u.test(source.slice(position))) throw new PythonSyntaxError("invalid or unsupported number");
    return text.replaceAll("_", "");
  };

  while (position < source.length) {
    if (match(IGNORED)) continue;
    const string = match(STRING);
    if (string) {
      tokens.push({ type: "string", value: stringValue(string[1] ?? "", string[2] ?? "") });
      continue;
    }
    const name = match(NAME);
    if (name) {
      if (/^['"]/.test(source.slice(position))) throw new PythonSyntaxError("unsupported or unterminated text");
      tokens.push({ type: "name", text: name[0] });
      continue;
    }
    const basedInt = match(BASED_INT);
    if (basedInt) {
      tokens.push({ type: "int", value: BigInt(number(basedInt[0]).toLowerCase()) });
      continue;
    }
    const float = match(FLOAT);
    if (float) {
      tokens.push({ type: "float", value: Number(number(float[0])) });
      continue;
    }
    const int = match(DECIMAL_INT);
    if (int) {
      tokens.push({ type: "int", value: BigInt(number(int[0])) });
      continue;
    }
    const operator = match(OPERATOR);
    if (!operator) throw new PythonSyntaxError("not a Python expression");
    tokens.push({ type: "operator", text: operator[0] });
  }
  return tokens;
}
