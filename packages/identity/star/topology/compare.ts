import { allNodes, type SitedNode } from "./queries.ts";
import type { IdentityStar, StarNode, StarSite } from "./types.ts";

/** What differs between two generations of a star; plans of changes are made from it. Everything in the order of the documents. */
export interface StarDifference {
  readonly sitesAdded: readonly StarSite[];
  readonly sitesRemoved: readonly StarSite[];
  readonly nodesAdded: readonly SitedNode[];
  readonly nodesRemoved: readonly SitedNode[];
  /** Same name, another site. */
  readonly nodesMoved: readonly { readonly node: string; readonly from: string; readonly to: string }[];
  /** Replicas that follow another master. */
  readonly following: readonly { readonly node: string; readonly from: string | undefined; readonly to: string | undefined }[];
  /** Everything else that is there before and after with another value. */
  readonly settings: readonly SettingChange[];
}

export interface SettingChange {
  /** `keys.stagedKeys`, `sites.north.servedBy`, `nodes.north-1.ports.agent`. */
  readonly setting: string;
  /** Undefined: was not, or is no longer, set. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Compares two generations whose names are unique. Empty in all parts exactly when both say the same (a generation of its own is a setting too). */
export function compareStars(before: IdentityStar, after: IdentityStar): StarDifference {
  const nodes = pairs(allNodes(before), allNodes(after), ({ node }) => node.name);
  const sites = pairs(before.sites, after.sites, ({ name }) => name);
  return {
    sitesAdded: sites.added,
    sitesRemoved: sites.removed,
    nodesAdded: nodes.added,
    nodesRemoved: nodes.removed,
    nodesMoved: nodes.kept
      .map(([old, now]) => ({ node: now.node.name, from: old.site.name, to: now.site.name }))
      .filter(({ from, to }) => from !== to),
    following: nodes.kept
      .map(([old, now]) => ({ node: now.node.name, from: old.node.follows, to: now.node.follows }))
      .filter(({ from, to }) => from !== to),
    settings: [
      ...settingChanges("", settingsOf(before), settingsOf(after)),
      ...sites.kept.flatMap(([old, now]) => settingChanges(`sites.${now.name}`, siteSettings(old), siteSettings(now))),
      ...nodes.kept.flatMap(([old, now]) =>
        settingChanges(`nodes.${now.node.name}`, nodeSettings(old.node), nodeSettings(now.node)),
      ),
      ...orderChange(
        "order of sites",
        sites.kept.map(([site]) => site.name),
        after.sites.map(({ name }) => name),
      ),
      ...orderChange(
        "order of nodes",
        nodes.kept.map(([{ node }]) => node.name),
        allNodes(after).map(({ node }) => node.name),
      ),
    ],
  };
}

/** Whether nothing differs. */
export function isSameStar(difference: StarDifference): boolean {
  return Object.values(difference).every((part: readonly unknown[]) => part.length === 0);
}

function pairs<Item>(before: readonly Item[], after: readonly Item[], nameOf: (item: Item) => string) {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const now = new Map(after.map((item) => [nameOf(item), item]));
  return {
    added: after.filter((item) => !old.has(nameOf(item))),
    removed: before.filter((item) => !now.has(nameOf(item))),
    kept: before.flatMap((item): [Item, Item][] => {
      const other = now.get(nameOf(item));
      return other === undefined ? [] : [[item, other]];
    }),
  };
}

function settingsOf({ sites, ...settings }: IdentityStar): object {
  return settings;
}

function siteSettings({ name, nodes, ...settings }: StarSite): object {
  return settings;
}

function nodeSettings({ name, follows, ...settings }: StarNode): object {
  return settings;
}

/** Descends into fields; lists are one value. */
function settingChanges(place: string, from: unknown, to: unknown): readonly SettingChange[] {
  if (isFields(from) && isFields(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => settingChanges(place === "" ? name : `${place}.${name}`, from[name], to[name]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ setting: place, from, to }];
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The order counts: the first master of the embedded engine is its writer. `kept` is in the former order. */
function orderChange(setting: string, kept: readonly string[], after: readonly string[]): readonly SettingChange[] {
  return settingChanges(
    setting,
    kept,
    after.filter((name) => kept.includes(name)),
  );
}
