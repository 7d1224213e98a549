import { readdirSync, readFileSync } from "node:fs";

/** Numbers of the processes that have a text, such as a directory of their own, in their command line. */
export function processesNaming(text: string): readonly number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && commandOf(entry).includes(text))
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
