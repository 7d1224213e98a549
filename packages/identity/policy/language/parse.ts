import { type Check, FALSE_CHECK, TRUE_CHECK } from "./check.ts";
import { parseSingleCheck, type Token, tokenize } from "./tokenize.ts";

/** A rule as a policy file may write it: a check string, or the old list form (outer list "or", inner lists "and"). */
export type RuleValue = string | readonly (string | readonly string[])[];

/** Recursive descent over the tokens; every function returns undefined where the grammar does not fit. */
class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Check | undefined {
    const check = this.#or();
    return this.#position === this.#tokens.length ? check : undefined;
  }

  #take(type: Token["type"]): boolean {
    if (this.#tokens[this.#position]?.type !== type) return false;
    this.#position++;
    return true;
  }

  #or(): Check | undefined {
    return this.#chain("or", () => this.#and());
  }

  #and(): Check | undefined {
    return this.#chain("and", () => this.#unary());
  }

  #chain(operator: "and" | "or", operand: () => Check | undefined): Check | undefined {
    const checks: Check[] = [];
    do {
      const check = operand();
      if (check === undefined) return undefined;
      checks.push(check);
    } while (this.#take(operator));
    return checks.length === 1 ? checks[0] : { kind: operator, checks };
  }

  #unary(): Check | undefined {
    if (this.#take("not")) {
      const check = this.#unary();
      return check === undefined ? undefined : { kind: "not", check };
    }
    if (this.#take("(")) {
      const check = this.#or();
      return this.#take(")") ? check : undefined;
    }
    const token = this.#tokens[this.#position];
    if (token?.type !== "check") return undefined;
    this.#position++;
    return token.check;
  }
}

function parseText(text: string): Check {
  if (text === "") return TRUE_CHECK;
  const tokens = tokenize(text);
  const [only] = tokens;
  if (tokens.length === 1 && only !== undefined && only.type !== "check") return { kind: "malformed", text };
  return new Parser(tokens).whole() ?? { kind: "false", unparsable: text };
}

function parseList(rule: readonly (string | readonly string[])[]): Check {
  if (rule.length === 0) return TRUE_CHECK;
  const alternatives = rule
    .filter((inner) => inner.length > 0)
    .map((inner): Check => {
      const checks = (typeof inner === "string" ? [inner] : inner).map(parseSingleCheck);
      return checks.length === 1 ? (checks[0] as Check) : { kind: "and", checks };
    });
  if (alternatives.length === 0) return FALSE_CHECK;
  return alternatives.length === 1 ? (alternatives[0] as Check) : { kind: "or", checks: alternatives };
}

/**
 * Parses a rule of the policy language. The empty rule always passes; what cannot be parsed never does, and is marked
 * `unparsable` so that it can be reported (oslo_policy/_parser.py, parse_rule).
 *
 * @throws MultisiteError `identity.policy.check.unsupported` for `http:` and `https:` checks.
 */
export function parseRule(rule: RuleValue): Check {
  return typeof rule === "string" ? parseText(rule) : parseList(rule);
}
