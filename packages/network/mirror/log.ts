import type { Inventory, OwnPort } from "../inventory/index.ts";
import type { MirrorAnswer, MirrorQuestion } from "./types.ts";

/** The own ports with the versions at which they became what they are. */
export interface SiteLog {
  readonly site: string;
  readonly epoch: number;
  readonly version: number;
  /** Networks that were looked at; undefined: not said. */
  readonly networks: readonly string[] | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
  /** In the order of versions; those of ports that have changed since are passed over. */
  readonly changes: readonly { readonly version: number; readonly id: string }[];
  /** Changes up to here are forgotten: who has less is told everything. */
  readonly floor: number;
  /** With so many changes it is time to forget some. */
  readonly full: number;
}

interface Entry {
  readonly version: number;
  /** Undefined: it is gone. */
  readonly port: OwnPort | undefined;
}

type Written = { -readonly [Name in keyof SiteLog]: SiteLog[Name] } & {
  readonly entries: Map<string, Entry>;
  changes: { readonly version: number; readonly id: string }[];
};

/** So many removals are remembered. */
const REMEMBERED_REMOVALS = 10_000;

export function beginLog(site: string, epoch: number): SiteLog {
  return {
    site,
    epoch,
    version: 0,
    networks: undefined,
    entries: new Map(),
    changes: [],
    floor: 0,
    full: 2 * REMEMBERED_REMOVALS,
  };
}

/** Takes a look at the whole own site into the log; gives whether anything has changed. What is not whole says nothing. */
export function record(log: SiteLog, { isWhole, ports }: Inventory, networks?: readonly string[]): boolean {
  if (!isWhole) return false;
  const { version } = log;
  if (!isSameList(log.networks, networks)) {
    (log as Written).networks = networks;
    (log as Written).version++;
  }
  // The first look is a version too: only with it does anybody know that there is nothing.
  if (log.version === 0) (log as Written).version = 1;
  for (const [id, port] of ports) recordPort(log, id, port);
  for (const [id, { port }] of [...log.entries]) if (port !== undefined && !ports.has(id)) recordPort(log, id, undefined);
  return log.version !== version;
}

/** Takes in what has become of one port, undefined when it is gone; gives whether that is news. Only after the first look at all. */
export function recordPort(log: SiteLog, id: string, port: OwnPort | undefined): boolean {
  const written = log as Written;
  const before = written.entries.get(id)?.port;
  if (before === undefined ? port === undefined : port !== undefined && isSamePort(before, port)) return false;
  written.version++;
  written.entries.set(id, { version: written.version, port });
  written.changes.push({ version: written.version, id });
  if (written.changes.length > written.full) forget(written);
  return true;
}

/** What to tell somebody; undefined when there is nothing that they do not have, or nothing is known yet. */
export function answer(log: SiteLog, question: MirrorQuestion): MirrorAnswer | undefined {
  const { site, epoch, version, networks, entries, floor } = log;
  if (version === 0) return undefined;
  const since = question.epoch === epoch ? (question.version ?? 0) : 0;
  if (since === version) return undefined;
  const told = { site, epoch, version, ...(networks === undefined ? {} : { networks }) };
  // Of a network that it did not speak of before, who asks may have ports that went unheard.
  const isOther = question.networks !== undefined && !isSameList(question.networks, networks);
  if (isOther || question.epoch !== epoch || since === 0 || since < floor || since > version)
    return { ...told, ports: [...entries.values()].flatMap(({ port }) => port ?? []) };
  return { ...told, changes: changedSince(log, since) };
}

/** From the end, so that it takes as long as there are changes. */
function changedSince({ entries, changes }: SiteLog, since: number): NonNullable<MirrorAnswer["changes"]> {
  const found: { readonly id: string; readonly port?: OwnPort }[] = [];
  for (let at = changes.length - 1; at >= 0; at--) {
    const { version, id } = changes[at] as { readonly version: number; readonly id: string };
    if (version <= since) break;
    const entry = entries.get(id);
    if (entry?.version === version) found.push({ id, ...(entry.port === undefined ? {} : { port: entry.port }) });
  }
  return found.reverse();
}

function forget(log: Written): void {
  const current = log.changes.filter(({ version, id }) => log.entries.get(id)?.version === version);
  const gone = current.filter(({ id }) => log.entries.get(id)?.port === undefined);
  const old = new Set(gone.slice(0, Math.max(0, gone.length - REMEMBERED_REMOVALS)));
  for (const { id, version } of old) {
    log.entries.delete(id);
    log.floor = Math.max(log.floor, version);
  }
  log.changes = current.filter((change) => !old.has(change));
  log.full = log.changes.length + REMEMBERED_REMOVALS;
}

function isSameList(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return JSON.stringify(one?.toSorted()) === JSON.stringify(other?.toSorted());
}

function isSamePort(one: OwnPort, other: OwnPort): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
