import { expect, test } from "vitest";
import { noneLost } from "./scene.ts";

test("a heartbeat that is lost ends the story, and so does silence", () => {
  expect(() => noneLost({ sent: 20, lost: 0 }, "now")).not.toThrow();
  expect(() => noneLost({ sent: 20, lost: 1 }, "now")).toThrow("1 of 20 heartbeats were lost now");
  expect(() => noneLost({ sent: 0, lost: 0 }, "now")).toThrow("nobody sent a heartbeat now");
});
