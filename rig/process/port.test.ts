import { expect, test } from "vitest";
import { findFreePort } from "./port.ts";

test("no two parts of a rig are given the same port, though each listens only some time after it was chosen", async () => {
  // By chance alone some two of so many would be the same.
  const ports: number[] = [];
  while (ports.length < 400) ports.push(await findFreePort());
  expect(new Set(ports).size).toBe(ports.length);
});
