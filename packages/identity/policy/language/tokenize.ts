import { unsupportedCheck } from "../errors.ts";
import { type Check, FALSE_CHECK, TRUE_CHECK } from "./check.ts";

export type Token =
  | { readonly type: "(" | ")" | "and" | "or" | "not" | "string"; readonly text: string }
  | { readonly type: "check"; readonly text: string; readonly check: Check };

/** Python's `\s` for text: JavaScript's leaves out the separators U+001C to U+001F and U+0085, and adds U+FEFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the separators are white space to Python.
const WHITE_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

const isOperator = (word: string): word is "and" | "or" | "not" => word === "and" || word === "or" || word === "not";

/**
 * One check without operators: `role:admin`, `user_id:%(user_id)s`, `@`, `!`. Text without a colon is a check that always
 * fails (oslo_policy/_parser.py, _parse_check).
 *
 * @throws MultisiteError `identity.policy.check.unsupported` for `http:` and `https:`.
 */
export function parseSingleCheck(text: string): Check {
  if (text === "!") return FALSE_CHECK;
  if (text === "@") return TRUE_CHECK;
  const colon = text.indexOf(":");
  if (colon < 0) return { kind: "false", unparsable: text };
  const left = text.slice(0, colon);
  const right = text.slice(colon + 1);
  if (left === "http" || left === "https") throw unsupportedCheck(text);
  if (left === "rule") return { kind: "rule", name: right };
  if (left === "role") return { kind: "role", template: right };
  return { kind: "generic", left, template: right };
}

function tokenizeWord(word: string): Token[] {
  const opened = word.replace(/^\(+/, "");
  const tokens: Token[] = Array.from({ length: word.length - opened.length }, () => ({ type: "(", text: "(" }));
  if (opened === "") return tokens;

  const closed = opened.replace(/\)+$/, "");
  const lowered = closed.toLowerCase();
  const quote = opened[0];
  if (isOperator(lowered)) {
    tokens.push({ type: lowered, text: closed });
  } else if (closed !== "") {
    // The quotes are looked for before closing parentheses are taken off, as oslo.policy does.
    const quoted = opened.length >= 2 && (quote === '"' || quote === "'") && opened.at(-1) === quote;
    if (quoted) tokens.push({ type: "string", text: opened.slice(1, -1) });
    else tokens.push({ type: "check", text: closed, check: parseSingleCheck(closed) });
  }
  for (let count = opened.length - closed.length; count > 0; count--) tokens.push({ type: ")", text: ")" });
  return tokens;
}

/** Splits a check string at white space and at the parentheses around words (oslo_policy/_parser.py, _parse_tokenize). */
export function tokenize(text: string): Token[] {
  return text.split(WHITE_SPACE).flatMap((word) => (word === "" ? [] : tokenizeWord(word)));
}
