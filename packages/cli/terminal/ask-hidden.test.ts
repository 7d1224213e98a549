import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askHidden, type RawInput } from "./ask-hidden.ts";

/** A keyboard without a screen; `modes` are the changes between characters and lines. */
function start() {
  const keyboard = new PassThrough();
  const modes: boolean[] = [];
  let shown = "";
  const setRawMode = (mode: boolean): void => void modes.push(mode);
  const input = Object.assign(keyboard, { setRawMode }) as unknown as RawInput;
  const answer = askHidden("Passphrase: ", input, (text) => {
    shown += text;
  });
  return { keyboard, answer, modes, shown: () => shown };
}

test("what is typed is read to the end of the line, corrected, and never shown", async () => {
  const { keyboard, answer, modes, shown } = start();
  for (const key of ["s", "e", "x", "\x7f", "cr", "ét", "\r"]) keyboard.write(key);
  expect(await answer).toBe("secrét");
  expect(shown()).toBe("Passphrase: \n");
  expect(modes).toEqual([true, false]);
});

test.each(["\x03", "\x04"])("Ctrl+C and Ctrl+D give up, and the terminal is as before", async (key) => {
  const { keyboard, answer, modes } = start();
  keyboard.write(`half${key}`);
  expect(await answer).toBeUndefined();
  expect(modes).toEqual([true, false]);
});
