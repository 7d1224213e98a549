import type { Inventory, OwnPort } from "../inventory/index.ts";
import type { MirrorAnswer, MirrorQuestion } from "./types.ts";

/** The own ports with the versions at which they became what they are. */
export interface SiteLog {
  readonly site: string;
  readonly epoch: number;
  readonly version: number;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Removals up to here are forgotten: who has less is told everything. */
  readonly floor: number;
}

interface Entry {
  readonly version: number;
  /** Undefined: it is gone. */
  readonly port: OwnPort | undefined;
}

/** So many removals are remembered. */
const REMEMBERED_REMOVALS = 10_000;

export function beginLog(site: string, epoch: number): SiteLog {
  return { site, epoch, version: 0, entries: new Map(), floor: 0 };
}

/** The log after a look at the own site; the same one when nothing has changed. What is not whole says nothing. */
export function record(log: SiteLog, { isWhole, ports }: Inventory): SiteLog {
  if (!isWhole) return log;
  const entries = new Map(log.entries);
  // The first look is a version too: only with it does anybody know that there is nothing.
  let version = log.version === 0 ? 1 : log.version;
  for (const [id, port] of ports) {
    const before = entries.get(id)?.port;
    if (before === undefined || !isSamePort(before, port)) entries.set(id, { version: ++version, port });
  }
  for (const [id, { port }] of entries) {
    if (port !== undefined && !ports.has(id)) entries.set(id, { version: ++version, port: undefined });
  }
  return version === log.version ? log : forget({ ...log, version, entries });
}

/** What to tell somebody; undefined when there is nothing that they do not have, or nothing is known yet. */
export function answer({ site, epoch, version, entries, floor }: SiteLog, question: MirrorQuestion): MirrorAnswer | undefined {
  if (version === 0) return undefined;
  const since = question.epoch === epoch ? (question.version ?? 0) : 0;
  if (since === version) return undefined;
  const told = { site, epoch, version };
  if (question.epoch !== epoch || since === 0 || since < floor || since > version)
    return { ...told, ports: [...entries.values()].flatMap(({ port }) => port ?? []) };
  const changes = [...entries]
    .filter(([, entry]) => entry.version > since)
    .map(([id, { port }]) => ({ id, ...(port === undefined ? {} : { port }) }));
  return { ...told, changes };
}

function forget(log: SiteLog): SiteLog {
  const gone = [...log.entries]
    .filter(([, { port }]) => port === undefined)
    .sort(([, one], [, other]) => one.version - other.version);
  const old = gone.slice(0, Math.max(0, gone.length - REMEMBERED_REMOVALS));
  if (old.length === 0) return log;
  const entries = new Map(log.entries);
  for (const [id] of old) entries.delete(id);
  return { ...log, entries, floor: Math.max(log.floor, ...old.map(([, { version }]) => version)) };
}

function isSamePort(one: OwnPort, other: OwnPort): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
