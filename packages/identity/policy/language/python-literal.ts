import { floatText, textRepr } from "./python-text.ts";
import { PythonSyntaxError, type PythonToken, pythonTokens } from "./python-tokens.ts";

/** What Python's `ast.literal_eval` makes of the left side of a check. */
export type LeftSide =
  /** A literal; `text` is Python's `str` of it. */
  | { readonly type: "literal"; readonly text: string }
  /** An expression that is no literal (ValueError in Python): a path into the credentials. */
  | { readonly type: "path" }
  /** Python raises SyntaxError, which oslo.policy does not catch, or the literal is of a form left out here. */
  | { readonly type: "failure"; readonly problem: string };

/** A sub-expression: its `str` and `repr` when it is a literal, and whether it is a plain number (what a sign may stand before). */
interface Value {
  readonly literal?: { readonly str: string; readonly repr: string };
  readonly negated?: string;
}

const EXPRESSION: Value = {};

const constant = (text: string): Value => ({ literal: { str: text, repr: text } });
const signable = (text: string, negated: string): Value => ({ ...constant(text), negated });

const CONSTANTS: Readonly<Record<string, Value>> = { None: constant("None"), True: constant("True"), False: constant("False") };

const BINARY_OPERATORS = new Set([
  "**",
  "//",
  "<<",
  ">>",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "+",
  "-",
  "*",
  "/",
  "%",
  "@",
  "&",
  "|",
  "^",
]);
const BINARY_WORDS = new Set(["and", "or", "in", "is"]);

const OTHER_KEYWORDS = new Set(
  (
    "as assert async await break class continue def del elif else except finally for from global if import lambda nonlocal " +
    "pass raise return try while with yield"
  ).split(" "),
);

const isWord = (text: string): boolean =>
  !OTHER_KEYWORDS.has(text) && !BINARY_WORDS.has(text) && text !== "not" && CONSTANTS[text] === undefined;

class LiteralParser {
  readonly #tokens: readonly PythonToken[];
  #position = 0;

  constructor(tokens: readonly PythonToken[]) {
    this.#tokens = tokens;
  }

  whole(): Value {
    const { items, trailingComma } = this.#items(undefined);
    if (items.length === 0 || this.#position < this.#tokens.length) throw new PythonSyntaxError("not a Python expression");
    return items.length === 1 && !trailingComma ? (items[0] as Value) : tuple(items);
  }

  #operator(...texts: string[]): string | undefined {
    const token = this.#tokens[this.#position];
    if (token?.type !== "operator" || !texts.includes(token.text)) return undefined;
    this.#position++;
    return token.text;
  }

  #word(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.type !== "name" || token.text !== text) return false;
    this.#position++;
    return true;
  }

  /** Items separated by commas up to `close`, or to the end of the text. */
  #items(close: string | undefined): { items: Value[]; trailingComma: boolean } {
    const items: Value[] = [];
    let trailingComma = false;
    const atEnd = (): boolean =>
      close === undefined ? this.#position >= this.#tokens.length : this.#operator(close) !== undefined;
    while (!atEnd()) {
      if (items.length > 0 && !trailingComma) throw new PythonSyntaxError("not a Python expression");
      items.push(this.#binary());
      trailingComma = this.#operator(",") !== undefined;
      if (close !== undefined && this.#position >= this.#tokens.length) throw new PythonSyntaxError("a bracket was never closed");
    }
    return { items, trailingComma };
  }

  #binary(): Value {
    let value = this.#unary();
    while (this.#binaryOperator()) {
      this.#unary();
      value = EXPRESSION;
    }
    return value;
  }

  #binaryOperator(): boolean {
    if (this.#operator(...BINARY_OPERATORS) !== undefined) return true;
    if (this.#word("is")) {
      this.#word("not");
      return true;
    }
    if (this.#word("not")) {
      if (!this.#word("in")) throw new PythonSyntaxError("not a Python expression");
      return true;
    }
    return this.#word("and") || this.#word("or") || this.#word("in");
  }

  #unary(): Value {
    const sign = this.#operator("-", "+", "~");
    if (sign !== undefined) {
      const operand = this.#unary();
      // Only a bare number takes a sign in a literal: `--1` and `-True` are expressions.
      if (operand.negated === undefined || operand.literal === undefined || sign === "~") return EXPRESSION;
      return constant(sign === "-" ? operand.negated : operand.literal.str);
    }
    if (this.#word("not")) {
      this.#unary();
      return EXPRESSION;
    }
    return this.#trailers(this.#atom());
  }

  #trailers(atom: Value): Value {
    let value = atom;
    for (;;) {
      const trailer = this.#operator(".", "(", "[");
      if (trailer === undefined) return value;
      value = EXPRESSION;
      if (trailer === ".") {
        const token = this.#tokens[this.#position++];
        if (token?.type !== "name" || !isWord(token.text)) throw new PythonSyntaxError("not an attribute name");
      } else {
        const { items } = this.#items(trailer === "(" ? ")" : "]");
        if (trailer === "[" && items.length === 0) throw new PythonSyntaxError("an empty subscript");
      }
    }
  }

  #atom(): Value {
    const token = this.#tokens[this.#position++];
    if (token?.type === "int") return signable(token.value.toString(), (-token.value).toString());
    if (token?.type === "float") return signable(floatText(token.value), floatText(-token.value));
    if (token?.type === "string") return this.#strings(token.value);
    if (token?.type === "name") return this.#name(token.text);
    if (token?.text === "(") {
      const { items, trailingComma } = this.#items(")");
      return items.length === 1 && !trailingComma ? (items[0] as Value) : tuple(items);
    }
    if (token?.text === "[") return sequence("[", this.#items("]").items, "]");
    if (token?.text === "...") return constant("Ellipsis");
    if (token?.text === "{") return this.#braces();
    throw new PythonSyntaxError("not a Python expression, or a literal of an unsupported kind");
  }

  /** The empty dictionary, or a set; the left side of a check holds no colon, so nothing else. */
  #braces(): Value {
    const { items } = this.#items("}");
    if (items.length === 0) return constant("{}");
    if (items.every((item) => item.literal !== undefined)) throw new PythonSyntaxError("sets are not supported");
    return EXPRESSION;
  }

  /** Texts side by side are one text. */
  #strings(first: string): Value {
    let value = first;
    for (let next = this.#tokens[this.#position]; next?.type === "string"; next = this.#tokens[++this.#position])
      value += next.value;
    return { literal: { str: value, repr: textRepr(value) } };
  }

  #name(text: string): Value {
    const known = CONSTANTS[text];
    if (known !== undefined) return known;
    if (!isWord(text)) throw new PythonSyntaxError(`"${text}" is a reserved word of Python`);
    if (text === "set" && this.#operator("(")) throw new PythonSyntaxError("sets are not supported");
    return EXPRESSION;
  }
}

function sequence(open: string, items: readonly Value[], close: string): Value {
  const texts: string[] = [];
  for (const { literal } of items) {
    if (literal === undefined) return EXPRESSION;
    texts.push(literal.repr);
  }
  return constant(open + texts.join(", ") + close);
}

const tuple = (items: readonly Value[]): Value => sequence("(", items, items.length === 1 ? ",)" : ")");

/** Reads the left side of a check as oslo_policy/_checks.py, GenericCheck does: a Python literal first, else a path. */
export function readLeftSide(left: string): LeftSide {
  try {
    const { literal } = new LiteralParser(pythonTokens(left)).whole();
    return literal === undefined ? { type: "path" } : { type: "literal", text: literal.str };
  } catch (error) {
    if (!(error instanceof PythonSyntaxError)) throw error;
    return { type: "failure", problem: `the left side "${left}" is not a valid Python expression (${error.message})` };
  }
}
