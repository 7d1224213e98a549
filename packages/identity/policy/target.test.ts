import { expect, test } from "vitest";
import { flattenTarget } from "./target.ts";

const plain = (nested: Readonly<Record<string, unknown>>): object => ({ ...flattenTarget(nested) });

test("nested objects become dotted names at every depth", () => {
  expect(plain({ user_id: "u", target: { user: { id: "u", domain: { id: "d" } }, none: null } })).toEqual({
    user_id: "u",
    "target.user.id": "u",
    "target.user.domain.id": "d",
    "target.none": null,
  });
});

test("lists stay whole, empty objects leave nothing, and undefined is absent", () => {
  expect(plain({ list: [{ a: 1 }], empty: {}, inner: { empty: {}, missing: undefined } })).toEqual({ list: [{ a: 1 }] });
});

test("of two ways to one name, the later one counts", () => {
  expect(plain({ "a.b": 1, a: { b: 2 } })).toEqual({ "a.b": 2 });
  expect(plain({ a: { b: 2 }, "a.b": 1 })).toEqual({ "a.b": 1 });
});

test("an empty name at the top adds no dot, as in Keystone", () => {
  expect(plain({ "": { a: 1 }, b: { "": 2 } })).toEqual({ a: 1, "b.": 2 });
});

test("names of JavaScript's own objects are names like any other", () => {
  const flat = flattenTarget(JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "c"}'));
  expect(Object.keys(flat)).toEqual(["__proto__.polluted", "constructor"]);
  expect({}).not.toHaveProperty("polluted");
});
