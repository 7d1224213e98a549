import { expect, test } from "vitest";
import { keyFingerprint } from "./index.ts";

test("a key's fingerprint is that of its text, with or without the end of a line, as every process of the host computes it", () => {
  const text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  // printf %s TEXT | sha256sum | cut -c1-16
  expect(keyFingerprint(text)).toBe("905f28def18eaac0");
  expect(keyFingerprint(` ${text}\n`)).toBe("905f28def18eaac0");
});
