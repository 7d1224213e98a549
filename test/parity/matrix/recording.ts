import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../../rig/process/run.ts";
import type { Mode } from "./modes.ts";

/** What a real Keystone answered. */
export interface Recording {
  /** Version of Debian's package. */
  readonly debian: string;
  /** The order of the statuses in every row. */
  readonly personas: readonly string[];
  /** Statuses by row, such as `GET /v3/users home`; 0 stands for a closed connection. */
  readonly modes: Readonly<Record<Mode, Readonly<Record<string, string>>>>;
}

const DIRECTORY = new URL("./recordings/", import.meta.url);

/** The version of the Keystone that is installed here. */
export async function installedKeystone(): Promise<string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own format.
  const format = "${Version}";
  const { stdout } = await run("/usr/bin/dpkg-query", ["-W", "-f", format, "python3-keystone"], { timeoutMs: 10_000 });
  return stdout.trim();
}

/** The newest recording that is committed; one is made per Debian version. */
export function readRecording(): Recording {
  const recordings = readdirSync(DIRECTORY).map(
    (name) => JSON.parse(readFileSync(new URL(name, DIRECTORY), "utf8")) as Recording,
  );
  const newest = recordings.sort((left, right) => left.debian.localeCompare(right.debian, "en", { numeric: true })).at(-1);
  if (!newest) throw new Error("no recording is there: npm run rig:record-matrix");
  return newest;
}

/** Writes one row a line, and gives the file's name. */
export function writeRecording(recording: Recording): string {
  // An epoch's colon does not belong into a file's name.
  const name = `${recording.debian.replace(/^\d+:/, "")}.json`;
  writeFileSync(new URL(name, DIRECTORY), `${JSON.stringify(recording, null, 2)}\n`);
  return name;
}
