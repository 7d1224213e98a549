import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../../rig/process/run.ts";
import type { NormalAnswer } from "./types.ts";

/** What a real Neutron answered. */
export interface Recording {
  /** Version of Debian's package. */
  readonly debian: string;
  readonly answers: Readonly<Record<string, NormalAnswer>>;
}

const DIRECTORY = new URL("./golden/", import.meta.url);

/** The version of the Neutron that is installed here. */
export async function installedNeutron(): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own format.
  const format = "${Version}";
  const { stdout } = await run("/usr/bin/dpkg-query", ["-W", "-f", format, "python3-neutron"], { timeoutMs: 10_000 });
  return stdout.trim();
}

/** The newest recording that is committed; one is made per Debian version. */
export function readRecording(): Recording {
  const recordings = readdirSync(DIRECTORY).map(
    (name) => JSON.parse(readFileSync(new URL(name, DIRECTORY), "utf8")) as Recording,
  );
  const newest = recordings.sort((left, right) => left.debian.localeCompare(right.debian, "en", { numeric: true })).at(-1);
  if (!newest) throw new Error("no recording is there: npm run rig:record-neutron");
  return newest;
}

/** Writes one answer a line, and gives the file's name. */
export function writeRecording({ debian, answers }: Recording): string {
  // An epoch's colon does not belong into a file's name.
  const name = `${debian.replace(/^\d+:/, "")}.json`;
  const lines = Object.entries(answers).map(([title, answer]) => `    ${JSON.stringify(title)}: ${JSON.stringify(answer)}`);
  writeFileSync(
    new URL(name, DIRECTORY),
    `{\n  "debian": ${JSON.stringify(debian)},\n  "answers": {\n${lines.join(",\n")}\n  }\n}\n`,
  );
  return name;
}
