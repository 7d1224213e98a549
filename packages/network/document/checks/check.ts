import type { DocumentPath, Severity } from "@multisite/kernel/document";
import { type AddressRange, type Cidr, parseAddress, parseCidr } from "../../addresses/index.ts";
import type { NetworkSite, StretchedNetwork } from "../types.ts";

/** One rule of the specification of a stretched network. */
export interface Check {
  readonly code: string;
  readonly severity: Severity;
  /** The rule in a sentence or two, with its reason; the reference page shows it. */
  readonly rule: string;
  /** Every place where the network breaks the rule. */
  readonly find: (network: StretchedNetwork) => readonly Breach[];
}

/** Where a rule is broken, and what to do. */
export interface Breach {
  readonly path: DocumentPath;
  readonly message: string;
}

export interface PlacedSite {
  readonly site: NetworkSite;
  readonly path: DocumentPath;
  /** Undefined when its texts are no addresses, which a check of its own says. */
  readonly pool: AddressRange | undefined;
  /** Of the whole network, or the site's own on a routed one. */
  readonly cidr: Cidr | undefined;
}

/** Sites with their places in the document. */
export function placedSites(network: StretchedNetwork): readonly PlacedSite[] {
  return network.sites.map((site, index) => {
    const [first, last] = [parseAddress(site.pool.first), parseAddress(site.pool.last)];
    const cidr = network.type === "routed" ? site.cidr : network.cidr;
    return {
      site,
      path: ["spec", "sites", index],
      pool: first === undefined || last === undefined ? undefined : { first, last },
      cidr: cidr === undefined ? undefined : parseCidr(cidr),
    };
  });
}

/** Every two entries of a list, the earlier one first. */
export function pairs<One>(list: readonly One[]): readonly (readonly [One, One])[] {
  return list.flatMap((one, index) => list.slice(index + 1).map((other) => [one, other] as const));
}
