import fc from "fast-check";
import { expect, test } from "vitest";
import { createMethodCodec } from "./methods.ts";

const configured = ["external", "password", "token", "oauth1", "mapped", "application_credential", "totp"];
const codec = createMethodCodec(configured);

test("each method has the bit of its place in the configured order", () => {
  expect(configured.map((method) => codec.toInteger([method]))).toEqual([1, 2, 4, 8, 16, 32, 64]);
});

test("methods of endpoints that are no plugins have fixed bits above 32 bits, and survive", () => {
  expect(codec.toInteger(["ec2credential"])).toBe(4294967296);
  expect(codec.toInteger(["oauth2_credential", "password"])).toBe(8589934594);
  expect(codec.toMethods(8589934594)).toEqual(["oauth2_credential", "password"]);
});

test("methods are read with the highest bit first, as Keystone's validation shows them", () => {
  expect(codec.toMethods(6)).toEqual(["token", "password"]);
  expect(codec.toMethods(0)).toEqual([]);
});

test("any subset of methods is read back, whatever order and repetition it was given in", () => {
  const all = [...configured, "ec2credential", "oauth2_credential"];
  fc.assert(
    fc.property(fc.subarray(all), (methods) => {
      expect(codec.toMethods(codec.toInteger([...methods, ...methods.toReversed()])).toSorted()).toEqual(methods.toSorted());
    }),
  );
});

test("a method that is not configured adds nothing", () => {
  expect(codec.toInteger(["password", "unheard_of"])).toBe(2);
});

test("an unknown bit hides those below it instead of naming a wrong method, as in Keystone", () => {
  expect(codec.toMethods(128 + 2)).toEqual([]);
  expect(codec.toMethods(2n ** 63n)).toEqual([]);
});

test("a caller that changes the list it got does not change the next one", () => {
  codec.toMethods(6).pop();
  expect(codec.toMethods(6)).toEqual(["token", "password"]);
});
