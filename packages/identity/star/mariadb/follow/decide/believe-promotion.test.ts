import { expect, test } from "vitest";
import type { Promotion } from "../types.ts";
import { promotionToBelieve } from "./believe-promotion.ts";

const promoted = (node: string, epoch: number): Promotion => ({
  node,
  epoch,
  domain: 11,
  position: "1-1-9",
  reason: "all masters are lost",
});
const genuine = promoted("north-1", 1);
const forged = promoted("south-2", 99);
const tell = (...promotions: readonly (Promotion | undefined)[]) =>
  promotions.map((promotion, index) => ({ by: `replica-${index}`, promotion }));

test("nobody believes in a promotion while a master takes writes", () => {
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(forged), writers: ["east-1"] })).toBeUndefined();
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine, genuine, genuine), writers: ["east-1"] })).toBeUndefined();
});

test("with all masters lost one captured replica does not outvote the others, however high its epoch", () => {
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(undefined, undefined, forged), writers: [] })).toBeUndefined();
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine, genuine, forged), writers: [] })).toEqual(genuine);
  expect(promotionToBelieve({ knownEpoch: 1, told: tell(genuine, genuine, forged), writers: [] })).toBeUndefined();
});

test("whoever was away learns of it, also from the promoted one alone when nobody else answers", () => {
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine), writers: [] })).toEqual(genuine);
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine, undefined), writers: [] })).toEqual(genuine);
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine, genuine, undefined), writers: ["north-1"] })).toEqual(genuine);
});

test("of two promotions the later one counts, and the former writer learns that it is one no more only when it is gone", () => {
  const later = promoted("north-2", 2);
  expect(promotionToBelieve({ knownEpoch: 1, told: tell(later, later), writers: [] })).toEqual(later);
  expect(promotionToBelieve({ knownEpoch: 0, told: tell(genuine, later), writers: [] })).toEqual(later);
  expect(promotionToBelieve({ knownEpoch: 2, told: tell(genuine, genuine), writers: [] })).toBeUndefined();
});
