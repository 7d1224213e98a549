import { join } from "node:path";
import type { MariadbConnection } from "@multisite/kernel/sql";
import { clustersOf } from "../../topology/clusters.ts";
import { findNode, mastersOf, otherMastersFor } from "../../topology/queries.ts";
import type { IdentityStar, StarNode } from "../../topology/types.ts";
import { numbersOf } from "../render/numbers.ts";
import type { GtidPosition } from "../sql/index.ts";
import { MARK_SCHEMA } from "./marks/schema.ts";
import { type MemoryFile, openMemory } from "./memory.ts";
import { createMasterWatch, type MasterWatch } from "./observe/masters.ts";
import { defaultSettings, type MariadbReplicationOptions, type MariadbSettings } from "./options.ts";

/** What the parts of one node's replication share. */
export interface FollowNode {
  readonly options: MariadbReplicationOptions;
  readonly settings: MariadbSettings;
  readonly name: string;
  readonly site: string;
  readonly memory: MemoryFile;
  readonly masters: MasterWatch;
  /** The session that the own server is watched with; work of its own takes other ones. */
  readonly local: MariadbConnection;
  readonly schemas: readonly string[];
  /** Where rows that differ are written. */
  readonly differences: string;
  /** This node in the topology, as it is now. */
  self(): StarNode;
  /** Masters in the order in which they are taken: the topology's own, or whoever was promoted, first. */
  masterNames(): readonly string[];
  /** The master that it should stand behind. */
  home(): string;
  /** The part of a position that is the star's: what masters and promoted nodes wrote. */
  ofStar(position: GtidPosition): GtidPosition;
  step(name: string): Promise<void>;
}

export function createFollowNode(options: MariadbReplicationOptions): FollowNode {
  const { star, links, clock, home } = options;
  const settings = { ...defaultSettings, ...options.settings };
  const memory = openMemory(home);
  const name = links.self.node;
  const ofStar = (position: GtidPosition): GtidPosition => {
    const promoted = memory.read().promotion?.domain;
    const masters = mastersDomain(star());
    return new Map([...position].filter(([domain]) => domain === masters || domain === promoted));
  };
  const self = (): StarNode => {
    const found = findNode(star(), name);
    if (found === undefined) throw new TypeError(`${name} is not in the topology`);
    return found.node;
  };
  const node: FollowNode = {
    options,
    settings,
    name,
    site: links.self.site,
    memory,
    masters: createMasterWatch({ clock, open: options.openRemote, answerMs: settings.answerMs, ofStar }),
    local: options.openLocal(),
    schemas: options.schemas ?? ["keystone", MARK_SCHEMA],
    differences: join(home, "differences"),
    self,
    masterNames() {
      const { promotion } = memory.read();
      if (promotion !== undefined) return promotion.node === name ? [] : [promotion.node];
      if (self().role === "master") return mastersOf(star()).flatMap((one) => (one.node.name === name ? [] : [one.node.name]));
      const own = node.home();
      const others = mastersOf(star()).flatMap((one) => (one.node.name === own ? [] : [one.node.name]));
      const away = otherMastersFor(star(), name).map((one) => one.node.name);
      return [own, ...others.toSorted((one, other) => away.indexOf(one) - away.indexOf(other))];
    },
    home() {
      const { promotion, pinned } = memory.read();
      const wanted = pinned !== undefined && star().generation <= pinned.generation ? pinned.master : self().follows;
      return promotion?.node ?? wanted ?? mastersOf(star())[0]?.node.name ?? "";
    },
    ofStar,
    async step(step) {
      await options.step?.(step);
    },
  };
  return node;
}

/** GTID domain of what the masters write. */
function mastersDomain(star: IdentityStar): number | undefined {
  const [writable] = clustersOf(star);
  return writable && numbersOf(star).ofCluster(writable).domain;
}
