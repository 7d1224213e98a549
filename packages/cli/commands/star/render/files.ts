import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RenderedFile } from "@multisite/identity/star";

/** A rendered file, and how it compares with what lies there. */
export interface PlacedFile {
  /** A node's name, or `gateway-SITE` for a site without nodes. */
  readonly host: string;
  /** Where it belongs on that host. */
  readonly path: string;
  /** Where it is written here. */
  readonly writtenTo: string;
  readonly what: string;
  readonly state: "new" | "same" | "differs";
  /** Nothing else may show what is in it. */
  write(): void;
}

/** @param directory in which each host has a directory of its own */
export function placeFile(directory: string, host: string, { path, mode, text }: RenderedFile): PlacedFile {
  const writtenTo = join(directory, host, path);
  const content = typeof text === "string" ? text : text.reveal();
  return {
    host,
    path,
    writtenTo,
    what: describe(path),
    state: compare(writtenTo, content, mode),
    write: () => replace(writtenTo, content, mode),
  };
}

function compare(path: string, content: string, mode: number): PlacedFile["state"] {
  if (!existsSync(path)) return "new";
  const isSame = readFileSync(path, "utf8") === content && (statSync(path).mode & 0o777) === mode;
  return isSame ? "same" : "differs";
}

function replace(path: string, content: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, content, { mode, flag: "wx" });
  // Whatever the umask says.
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

const WHAT: readonly (readonly [end: string, what: string])[] = [
  ["/README.md", "what to do on this host, in this order"],
  ["/star.yaml", "the star's document"],
  ["/mariadb.cnf", "settings of MariaDB and Galera"],
  ["/start-mariadb", "starts MariaDB, and finds its last position first"],
  ["/accounts.sql", "accounts of all databases; once, at the first master"],
  ["/garbd.cnf", "settings of the arbitrator"],
  ["/agent.yaml", "settings of the agent"],
  ["/identity.yaml", "settings of the identity service"],
  ["/gateway.yaml", "settings of the gateway"],
  [".service", "unit of systemd"],
];

function describe(path: string): string {
  return WHAT.find(([end]) => path.endsWith(end))?.[1] ?? "";
}
