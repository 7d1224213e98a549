import { contentHash, type IdentityStar, parseStar, starExamples } from "@multisite/identity/star";
import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, test } from "vitest";
import { chooseDocument } from "./choose.ts";
import { findDocument, publishDocument } from "./facts.ts";

const current: IdentityStar = parseStar(starExamples.star, "example");
const next = { ...current, generation: 2 };
const other = { ...current, generation: 2, holdDownSeconds: 99 };
const said = (...stars: readonly IdentityStar[]) => {
  const documents = new Map<number, ReadonlySet<string>>();
  for (const star of stars) {
    documents.set(star.generation, new Set([...(documents.get(star.generation) ?? []), contentHash(star)]));
  }
  return documents;
};
const find = (hash: string) => [next, other].find((star) => contentHash(star) === hash);

test("the newest document that an operator has said is taken once its text is here, and an older one never", () => {
  expect(chooseDocument(current, said(current, next), find)).toEqual({ do: "take", star: next });
  expect(chooseDocument(current, said(next), () => undefined)).toEqual({ do: "nothing" });
  expect(chooseDocument(next, said(current, next), find)).toEqual({ do: "nothing" });
});

test("of two documents of one generation neither is taken, and somebody is told", () => {
  expect(chooseDocument(current, said(next, other), find)).toEqual({ do: "alarm", generation: 2 });
  expect(chooseDocument(next, said(other), find)).toEqual({ do: "alarm", generation: 2 });
});

test("a text that is not what its hash says is no document", () => {
  const store = openFactStore({ path: undefined, random: createSeededRandom(1) });
  publishDocument(store, next, 1);
  expect(findDocument(store, contentHash(next))).toEqual(next);
  const forged = { kind: "star.document", subject: contentHash(other), atMs: 1, body: { text: "kind: IdentityStar" } };
  store.append(forged);
  expect(findDocument(store, contentHash(other))).toBeUndefined();
  store.close();
});
