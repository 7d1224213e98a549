import type { StretchedNetwork } from "../document/index.ts";
import { createIndexed } from "../indexed/index.ts";
import type { OwnPort } from "../inventory/index.ts";
import { type MirrorAnswer, type SiteCopy, take } from "../mirror/index.ts";
import type { MembersElsewhere } from "../provision/index.ts";
import type { MemberElsewhere } from "./types.ts";

/** An address of a network that is, or is not, another site's member's as it was. */
export interface ChangedAddress {
  readonly network: string;
  readonly address: string;
}

/** What the other sites say of their members: as ports whose addresses are the floating IPs that lead to them. */
export interface Elsewhere {
  readonly copies: ReadonlyMap<string, SiteCopy>;
  /**
   * Takes an answer in; work is proportional to what has changed.
   *
   * @throws MultisiteError `network.mirror.replayed`; nothing is believed of it then
   */
  learn(site: string, answer: MirrorAnswer): readonly ChangedAddress[];
  of(network: StretchedNetwork): MembersElsewhere;
  list(network: StretchedNetwork): readonly MemberElsewhere[];
  /** Whether one of these addresses is still a member's. */
  among(network: StretchedNetwork, addresses: Iterable<string>): readonly string[];
}

export function createElsewhere(own: string, kept: ReadonlyMap<string, SiteCopy>): Elsewhere {
  const copies = new Map(kept);
  const members = createIndexed<MemberElsewhere>(({ network, address }) => [`on ${network}`, `at ${network} ${address}`]);
  const keys = new Map<string, readonly string[]>();

  function setPort(site: string, id: string, port: OwnPort | undefined): readonly ChangedAddress[] {
    const place = `${site}/${id}`;
    const before = (keys.get(place) ?? []).flatMap((key) => members.all.get(key) ?? []);
    for (const key of keys.get(place) ?? []) members.delete(key);
    const now = (port?.addresses ?? []).map((address) => ({ site, portId: id, network: port?.network ?? "", address }));
    for (const one of now) members.set(`${place}/${one.address}`, one);
    if (now.length === 0) keys.delete(place);
    else
      keys.set(
        place,
        now.map(({ address }) => `${place}/${address}`),
      );
    return [...before, ...now];
  }

  for (const [site, { ports }] of copies) for (const [id, port] of ports) setPort(site, id, port);

  const isIn = ({ sites }: StretchedNetwork, site: string): boolean => site !== own && sites.some(({ name }) => name === site);
  const list = (network: StretchedNetwork) => members.find(`on ${network.name}`).filter(({ site }) => isIn(network, site));
  return {
    copies,
    learn(site, answer) {
      const { copy, changed } = take(site, copies.get(site), answer);
      copies.set(site, copy);
      return changed.flatMap((id) => setPort(site, id, copy.ports.get(id)));
    },
    list,
    of: (network) => ({
      addresses: [...new Set(list(network).map(({ address }) => address))],
      isWhole: network.sites
        .filter(({ name }) => isIn(network, name))
        .every(({ name }) => copies.get(name)?.networks?.includes(network.name)),
    }),
    among: (network, addresses) =>
      [...addresses].filter((address) => members.find(`at ${network.name} ${address}`).some(({ site }) => isIn(network, site))),
  };
}
