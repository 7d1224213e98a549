/** One change in MariaDB's own numbering: `domain-server-sequence`. A cluster's writes have the same on each of its nodes. */
export interface Gtid {
  readonly domain: number;
  readonly server: number;
  readonly sequence: bigint;
}

/** The last change of each domain. MariaDB writes it as `1-10-42,101-10-3`. */
export type GtidPosition = ReadonlyMap<number, Gtid>;

/** Reads MariaDB's text; of two with the same domain the higher one counts. An empty text is the empty position. */
export function parseGtidPosition(text: string): GtidPosition {
  const position = new Map<number, Gtid>();
  for (const part of text.split(",").map((one) => one.trim())) {
    if (part === "") continue;
    const gtid = parseGtid(part);
    const known = position.get(gtid.domain);
    if (known === undefined || known.sequence < gtid.sequence) position.set(gtid.domain, gtid);
  }
  return position;
}

/** MariaDB's text of a position, in the order of the domains, so that equal positions are equal texts. */
export function formatGtidPosition(position: GtidPosition): string {
  return [...position.values()]
    .toSorted((one, other) => one.domain - other.domain)
    .map(({ domain, server, sequence }) => `${domain}-${server}-${sequence}`)
    .join(",");
}

/** Whether somebody at `position` has everything that `wanted` names. */
export function hasReachedGtid(position: GtidPosition, wanted: GtidPosition): boolean {
  return [...wanted.values()].every(({ domain, sequence }) => {
    const here = position.get(domain);
    return here !== undefined && here.sequence >= sequence;
  });
}

/**
 * The part of a position that has come from elsewhere: without the domain that a node counts its own writes in, which nobody else
 * ever has.
 */
export function withoutDomain(position: GtidPosition, domain: number): GtidPosition {
  return new Map([...position].filter(([one]) => one !== domain));
}

function parseGtid(text: string): Gtid {
  const match = /^(\d+)-(\d+)-(\d+)$/.exec(text);
  if (match === null) throw new TypeError(`Not a GTID: ${text}`);
  return { domain: Number(match[1]), server: Number(match[2]), sequence: BigInt(match[3] ?? "") };
}
