import { expect, test } from "vitest";
import { compareAnswers } from "./compare.ts";
import { play } from "./play.ts";
import { readRecording } from "./recording.ts";
import { requests } from "./requests/index.ts";
import { createSandbox } from "./sandbox.ts";

test("the sandbox's Neutron answers every request as a real one did: status, shape, words, and values but for chance", async () => {
  const { client, world } = createSandbox();
  const recorded = readRecording().answers;
  expect(Object.keys(requests)).toEqual(Object.keys(recorded));
  expect(Object.keys(requests).length).toBeGreaterThanOrEqual(300);
  expect(compareAnswers(recorded, await play(client, world, requests))).toEqual({});
});
