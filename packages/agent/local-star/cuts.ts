import { type PeerLinks, peerUnreachable } from "@multisite/kernel/peers";

/** Links between sites of one machine that can be cut, as no wire is there to be pulled. */
export interface Cuts {
  /** Nothing passes any more between the site and all others. */
  cut(site: string): void;
  heal(site: string): void;
  isCut(one: string, other: string): boolean;
  /** The same links, which obey the cuts. */
  through<Links extends PeerLinks>(links: Links, siteOf: (node: string) => string | undefined): Links;
}

export function createCuts(): Cuts {
  const cutSites = new Set<string>();
  const isCut = (one: string, other: string): boolean => one !== other && (cutSites.has(one) || cutSites.has(other));
  return {
    cut: (site) => void cutSites.add(site),
    heal: (site) => void cutSites.delete(site),
    isCut,
    through(links, siteOf) {
      const { site: here } = links.self;
      const refuseCut = (node: string, site: string | undefined): void => {
        if (site !== undefined && isCut(here, site)) throw peerUnreachable(node, "the link is cut");
      };
      return {
        ...links,
        async ask(node, subject, body, options) {
          refuseCut(node, siteOf(node));
          const answer = await links.ask(node, subject, body, options);
          // Cut while the answer was on its way.
          refuseCut(node, siteOf(node));
          return answer;
        },
      };
    },
  };
}
