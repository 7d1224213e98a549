import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING = "0A";

/** The process that listens on a TCP port of this host, as far as this user may see it (Linux: proc(5)). */
export function findListener(port: number): { readonly pid: number; readonly command: string } | undefined {
  try {
    const sockets = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningInodes(table, port)));
    if (sockets.size === 0) return undefined;
    for (const entry of readdirSync("/proc")) {
      if (/^\d+$/.test(entry) && holdsSocket(entry, sockets)) {
        return { pid: Number(entry), command: readFileSync(`/proc/${entry}/comm`, "utf8").trim() };
      }
    }
  } catch {
    // Not Linux, or the process has just gone: the caller says it without a name.
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync(table, "utf8").trim().split("\n").slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTENING)
    .map((columns) => `socket:[${columns[9]}]`);
}

function holdsSocket(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    const directory = `/proc/${pid}/fd`;
    return readdirSync(directory).some((name) => sockets.has(readlinkSync(`${directory}/${name}`)));
  } catch {
    return false;
  }
}
