import { readdirSync, readFileSync } from "node:fs";
import { ipNow } from "./ip.ts";

const PREFIX = "multisite-";
const DIRECTORY = "/run/netns";

/** `multisite-PID-START-SITE`: whose it is, so that what a killed run left behind can be told and removed. */
export function namespaceName(site: string): string {
  return `${PREFIX}${process.pid}-${startOf(process.pid)}-${site}`;
}

/** Removes the namespaces of runs that have ended, and what still runs in them. */
export function removeStaleNamespaces(): void {
  for (const name of listNamespaces()) {
    const [, pid, start] = /^multisite-(\d+)-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || String(startOf(Number(pid))) === start) continue;
    console.warn(`Removing the network namespace ${name} of a run that has ended.`);
    ipNow(["netns", "del", name]);
  }
}

function listNamespaces(): readonly string[] {
  try {
    return readdirSync(DIRECTORY).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

/** When a process was started, in ticks since the machine was; 0 when it is gone. The number of a process comes again, this does not. */
function startOf(pid: number): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[19],
    );
  } catch {
    return 0;
  }
}
