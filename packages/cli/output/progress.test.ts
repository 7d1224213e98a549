import { createSimulatedClock } from "@multisite/kernel/clock";
import { expect, test } from "vitest";
import { withProgress } from "./progress.ts";

function start(isScreen: boolean) {
  const clock = createSimulatedClock();
  let written = "";
  const terminal = {
    write() {},
    writeError(text: string) {
      written += text;
    },
    askSecret: async () => undefined,
    isScreen,
    columns: undefined,
  };
  return { clock, context: { clock, terminal }, written: () => written };
}

test("work of less than a second says nothing", async () => {
  const { clock, context, written } = start(true);
  expect(await withProgress(context, "working", () => clock.advance(999).then(() => "done"))).toBe("done");
  expect(written()).toBe("");
});

test("on a screen the seconds count in one line, which is gone afterwards", async () => {
  const { clock, context, written } = start(true);
  await withProgress(context, "working", () => clock.advance(2500));
  expect(written()).toBe("\rworking ... 1 s\rworking ... 2 s\r\x1b[K");
});

test("in a log there is a line each ten seconds, also when the work fails in the end", async () => {
  const { clock, context, written } = start(false);
  const failing = withProgress(context, "working", async () => {
    await clock.advance(12_000);
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(written()).toBe("working ... 1 s\nworking ... 11 s\n");
});
