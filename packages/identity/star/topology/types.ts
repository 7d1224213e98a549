/**
 * `star`: masters in two sites, every other site follows (I5). `single-cluster`: every node is a master of one synchronous cluster
 * (I8). `centralized`: one site serves all others (I12). `multi-cluster`: the masters are one writable cluster over several sites,
 * other clusters follow it (I7): the replicas of a site form a read-only cluster, whose first node with `follows` is its link to a
 * master; the next ones with `follows` stand ready to become the link.
 */
export type StarMode = "star" | "multi-cluster" | "single-cluster" | "centralized";

/** `mariadb`: Galera and GTID replicas. `embedded`: SQLite changesets, for one machine, tests and the demonstration (D3). */
export type StarEngine = "mariadb" | "embedded";

/**
 * `master`: takes writes (embedded: the first is the writer, the second its synchronous standby). `replica`: a read-only copy.
 * `arbitrator`: votes in the Galera cluster, holds no data and no keys.
 */
export type NodeRole = "master" | "replica" | "arbitrator";

/** One host of a site. Ports are of this address. */
export interface StarNode {
  /** Unique among all sites. */
  readonly name: string;
  readonly role: NodeRole;
  /** Where other sites reach it. */
  readonly address: string;
  readonly ports: {
    /** The agent's, mutual TLS, the only one that our own traffic between sites needs. */
    readonly agent: number;
    /** The identity API's. */
    readonly identity: number;
    /** MariaDB's. */
    readonly database?: number;
    /** Galera's group communication; state transfer takes the two ports after it (IST, SST). */
    readonly galera?: number;
  };
  /** Of a replica: the master that it follows. */
  readonly follows?: string;
  /** Of a replica that is kept behind on purpose, as the way back from a wrong bulk delete; it never serves. */
  readonly delaySeconds?: number;
}

export interface StarSite {
  readonly name: string;
  /** Region in the catalog. */
  readonly region: string;
  readonly nodes: readonly StarNode[];
  /** Sites that answer for it, nearest first, when it has no replica of its own (I3). */
  readonly servedBy?: readonly string[];
  /**
   * Of multi-cluster mode: the read-only cluster of the site's replicas, when it is shared with other sites; else each site has one of
   * its own. An arbitrator of the site votes in it too; without it an arbitrator votes in the writable cluster.
   */
  readonly cluster?: string;
}

/** What the safety of key rotation depends on (reference: exact conditions); the same in every site. */
export interface KeySettings {
  readonly tokenExpirationSeconds: number;
  readonly allowExpiredWindowSeconds: number;
  readonly rotationPeriodSeconds: number;
  /** Keys that are installed everywhere ahead of their use. */
  readonly stagedKeys: number;
  /** Largest error of any site's clock that is tolerated. */
  readonly clockErrorMs: number;
  /**
   * Keys that no longer sign are kept for so long, if that is longer than token life and window. What grows first and shrinks last
   * when life or window change (see keys-plan).
   */
  readonly retentionSeconds?: number;
  /** The site that signs with a new key first, and for how long before the others. */
  readonly canary?: { readonly site: string; readonly holdSeconds: number };
}

/** The whole star: a versioned file in every site, as it cannot live in the database that it creates (D11). */
export interface IdentityStar {
  readonly name: string;
  /** Grows with every change; the highest that all members have acknowledged is in force. */
  readonly generation: number;
  readonly mode: StarMode;
  readonly engine: StarEngine;
  /** One public name for all sites. */
  readonly publicEndpoint: string;
  readonly sites: readonly StarSite[];
  readonly keys: KeySettings;
  /** Part of the token's wire format: every site is checked for them (D1). */
  readonly wire: { readonly authMethods: readonly string[]; readonly defaultDomainId: string };
  /** How long a replica's master may be gone before the replica moves to the other one. */
  readonly holdDownSeconds: number;
  /** After so long without news of any other site, a site refuses admin scopes; never when unset. */
  readonly refuseAdminAfterIsolationSeconds?: number;
  /** For the operator's own tools; nothing here depends on them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}
