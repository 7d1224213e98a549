import { readFileSync } from "node:fs";
import { usageError } from "../../failures/errors.ts";

/** User and group of new key files, by name or number; undefined when neither is given. */
export function keyOwner(user: string | undefined, group: string | undefined): { uid: number; gid: number } | undefined {
  if (user === undefined && group === undefined) return undefined;
  return {
    uid: user === undefined ? (process.getuid?.() ?? -1) : idOf("/etc/passwd", user, "user"),
    gid: group === undefined ? (process.getgid?.() ?? -1) : idOf("/etc/group", group, "group"),
  };
}

function idOf(file: string, name: string, kind: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  const line = readFileSync(file, "utf8")
    .split("\n")
    .map((text) => text.split(":"))
    .find(([known]) => known === name);
  if (line?.[2] === undefined) throw usageError(`There is no ${kind} ${name} on this host.`);
  return Number(line[2]);
}
