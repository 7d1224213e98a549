import { createHash } from "node:crypto";
import type { StretchedNetwork } from "../document/index.ts";
import { madeNetwork } from "./look.ts";
import type { SiteFacts } from "./types.ts";

/** Of 24 bits the upper half: far from the `vni_ranges` out of which Neutrons give segments to their tenants. */
const FIRST_CHOICE = 2 ** 23;
const CHOICES = 2 ** 23 - 1;

/**
 * The VNI of an overlay: what the document says, else what the network has in a site already, else one that is free in all sites. Which of
 * the free ones follows from the name alone, so that two who choose at the same time choose the same.
 */
export function chooseVni(network: StretchedNetwork, facts: readonly SiteFacts[]): number | undefined {
  if (network.type !== "overlay") return undefined;
  if (network.vni !== undefined) return network.vni;
  const made = facts.flatMap((site) => madeNetwork(site, network)?.["provider:segmentation_id"] ?? [])[0];
  if (made !== undefined) return made;
  const used = new Set(facts.flatMap(({ networks }) => networks.map((one) => one["provider:segmentation_id"])));
  const start = createHash("sha256").update(network.name).digest().readUInt32BE() % CHOICES;
  for (let step = 0; step < CHOICES; step++) {
    const vni = FIRST_CHOICE + ((start + step) % CHOICES);
    if (!used.has(vni)) return vni;
  }
  return undefined;
}
