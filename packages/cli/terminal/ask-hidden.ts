import type { ReadStream } from "node:tty";

/** A terminal that characters can be read from one by one. */
export type RawInput = Pick<ReadStream, "setRawMode" | "setEncoding" | "on" | "off" | "pause" | "resume">;

const INTERRUPT = "\x03";
const END_OF_INPUT = "\x04";
const ERASE = new Set(["\x7f", "\b"]);

/** Asks a question and reads one line that the screen does not show; undefined when the person gives up with Ctrl+C or Ctrl+D. */
export function askHidden(question: string, input: RawInput, show: (text: string) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed: string[] = [];
    const end = (answer: string | undefined): void => {
      input.off("data", read);
      input.setRawMode(false);
      input.pause();
      show("\n");
      resolve(answer);
    };
    const read = (chunk: Buffer | string): void => {
      for (const character of String(chunk)) {
        const isEnd = character === "\r" || character === "\n";
        const isGivenUp = character === INTERRUPT || character === END_OF_INPUT;
        if (isEnd || isGivenUp) {
          end(isEnd ? typed.join("") : undefined);
          return;
        }
        if (ERASE.has(character)) typed = typed.slice(0, -1);
        else typed.push(character);
      }
    };
    show(question);
    input.setRawMode(true);
    input.setEncoding("utf8");
    input.on("data", read);
    input.resume();
  });
}
