import { type CeremonyView, contentHash, type IdentityStar } from "@multisite/identity/star";

/** What a node does about the documents that operators have said. */
export type DocumentDecision =
  | { readonly do: "nothing" }
  | { readonly do: "take"; readonly star: IdentityStar }
  /** Two people changed the star at once: neither change wins by chance. */
  | { readonly do: "alarm"; readonly generation: number };

/** Pure: the newest generation of which there is one document, newer than the one in use. */
export function chooseDocument(
  current: IdentityStar,
  said: CeremonyView["documents"],
  find: (hash: string) => IdentityStar | undefined,
): DocumentDecision {
  for (const [generation, hashes] of [...said].sort(([one], [other]) => other - one)) {
    if (generation < current.generation) break;
    if (hashes.size > 1) return { do: "alarm", generation };
    const [hash] = hashes;
    if (generation === current.generation) {
      return hash === contentHash(current) ? { do: "nothing" } : { do: "alarm", generation };
    }
    const star = hash === undefined ? undefined : find(hash);
    if (star?.generation === generation && star.name === current.name) return { do: "take", star };
  }
  return { do: "nothing" };
}
