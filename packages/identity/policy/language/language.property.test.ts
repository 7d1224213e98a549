import fc from "fast-check";
import { expect, test } from "vitest";
import { type CompiledCheck, compileCheck, type RuleBook } from "./compile.ts";
import { parseRule } from "./parse.ts";
import { readLeftSide } from "./python-literal.ts";
import { textRepr } from "./python-text.ts";

const ROLES = ["admin", "member", "reader"] as const;
const KEYS = ["user_id", "target.user.id", "target.domain.id"] as const;
const ATTRIBUTES = ["user_id", "domain_id", "token"] as const;
const VALUES = ["a", "b", null] as const;

interface Situation {
  readonly target: Readonly<Record<string, string | null>>;
  readonly roles: readonly string[];
  readonly attributes: Readonly<Record<string, string | null>>;
}

/** A check as text, beside what it means. */
interface Sample {
  readonly text: string;
  readonly holds: (situation: Situation) => boolean;
}

const pythonText = (value: string | null): string => value ?? "None";

const leaf: fc.Arbitrary<Sample> = fc.oneof(
  fc.constantFrom<Sample>({ text: "@", holds: () => true }, { text: "!", holds: () => false }),
  fc.record({ role: fc.constantFrom(...ROLES), capitals: fc.boolean() }).map(({ role, capitals }) => ({
    text: `role:${capitals ? role.toUpperCase() : role}`,
    holds: ({ roles }: Situation) => roles.includes(role),
  })),
  fc.record({ attribute: fc.constantFrom(...ATTRIBUTES), key: fc.constantFrom(...KEYS) }).map(({ attribute, key }) => ({
    text: `${attribute}:%(${key})s`,
    holds: ({ target, attributes }: Situation) => {
      const wanted = target[key];
      const held = attributes[attribute];
      return wanted !== undefined && held !== undefined && pythonText(wanted) === pythonText(held);
    },
  })),
  fc.record({ literal: fc.constantFrom("'a'", '"b"', "None"), key: fc.constantFrom(...KEYS) }).map(({ literal, key }) => ({
    text: `${literal}:%(${key})s`,
    holds: ({ target }: Situation) => target[key] !== undefined && pythonText(target[key]) === literal.replaceAll(/['"]/g, ""),
  })),
);

const space = fc.constantFrom(" ", "  ", "\t", "\n", "\u00a0");
const word = (text: string): fc.Arbitrary<string> =>
  fc.tuple(space, fc.constantFrom(text, text.toUpperCase()), space).map((parts) => parts.join(""));

/** By binding strength: `or` of `and`s of units, a unit being a leaf, a negation or something in parentheses. */
const { expression } = fc.letrec<{ expression: Sample; conjunction: Sample; unit: Sample }>((tie) => ({
  expression: chain(tie("conjunction"), "or"),
  conjunction: chain(tie("unit"), "and"),
  unit: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .tuple(tie("expression"), fc.constantFrom("", " "))
      .map(([inner, pad]) => ({ ...inner, text: `(${pad}${inner.text}${pad})` })),
    fc.tuple(fc.constantFrom("not ", "NOT\t"), tie("unit")).map(([operator, inner]) => ({
      text: operator + inner.text,
      holds: (situation: Situation) => !inner.holds(situation),
    })),
  ),
}));

function chain(operand: fc.Arbitrary<Sample>, operator: "and" | "or"): fc.Arbitrary<Sample> {
  return fc.tuple(operand, fc.array(fc.tuple(word(operator), operand), { maxLength: 2 })).map(([first, rest]) => {
    const samples = [first, ...rest.map(([, sample]) => sample)];
    return {
      text: first.text + rest.map(([between, sample]) => between + sample.text).join(""),
      holds: (situation) =>
        operator === "and"
          ? samples.every((sample) => sample.holds(situation))
          : samples.some((sample) => sample.holds(situation)),
    };
  });
}

const someOf = (names: readonly string[]): fc.Arbitrary<Readonly<Record<string, string | null>>> =>
  fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...VALUES), { maxKeys: 3 });

const situation: fc.Arbitrary<Situation> = fc.record({
  target: someOf(KEYS),
  roles: fc.subarray([...ROLES]),
  attributes: someOf(ATTRIBUTES),
});

const EMPTY_BOOK: RuleBook = { get: () => undefined, size: 0 };

test("a well-formed check string decides as its parts combined with not before and before or", () => {
  fc.assert(
    fc.property(expression, fc.array(situation, { minLength: 3, maxLength: 3 }), (sample, situations) => {
      const check = compileCheck(parseRule(sample.text), EMPTY_BOOK);
      for (const one of situations) {
        expect(check(one.target, { roles: one.roles, ...one.attributes }, 0), sample.text).toBe(sample.holds(one));
      }
    }),
    { numRuns: 2000 },
  );
});

const scrap = fc.constantFrom(
  "(",
  ")",
  "not",
  "and",
  "or",
  "@",
  "!",
  ":",
  "%",
  "%(",
  "x",
  ")s",
  "'",
  '"',
  "\\",
  " ",
  "[",
  "{",
  ",",
  ".",
  "1",
  "é",
  "rule:",
);

test("any text at all is parsed, and asking it ends in a decision or in the one documented error", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join("")),
      ),
      (text) => {
        fc.pre(!/https?:/.test(text));
        const check = compileCheck(parseRule(text), EMPTY_BOOK);
        try {
          expect(check({ x: "1", "": null }, { x: { x: ["1"] }, roles: [] }, 0)).toBeTypeOf("boolean");
        } catch (error) {
          expect(error).toMatchObject({ code: "identity.policy.evaluation.failed" });
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test("a text written as Python writes it is read back as the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(readLeftSide(textRepr(text))).toEqual({ type: "literal", text });
    }),
    { numRuns: 2000 },
  );
});

test("rules that refer to each other in a circle end in the documented error, and never in a stack overflow", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 10, maxLength: 10 }), fc.boolean(), (references, negate) => {
      const compiled = new Map<string, CompiledCheck>();
      const book: RuleBook = { get: (name) => compiled.get(name), size: references.length };
      references.forEach((reference, index) => {
        compiled.set(String(index), compileCheck(parseRule(`${negate ? "not " : ""}rule:${reference}`), book));
      });
      // Ten rules that each refer to one of the ten always lead into a circle.
      for (const check of compiled.values()) {
        expect(() => check({}, {}, 0)).toThrow(expect.objectContaining({ code: "identity.policy.evaluation.failed" }));
      }
    }),
  );
});
