import type { OwnPort } from "../inventory/index.ts";

/** What a connector asks of another one: everything since a version that it has. */
export interface MirrorQuestion {
  /** Undefined: it has nothing yet. */
  readonly epoch?: number;
  readonly version?: number;
  /** The networks that the site spoke of when it last answered. */
  readonly networks?: readonly string[];
}

/** What another site has, or what has changed of it. */
export interface MirrorAnswer {
  readonly site: string;
  /** Grows with every start of its log; versions of two epochs cannot be compared. */
  readonly epoch: number;
  readonly version: number;
  /**
   * Names of the networks that it speaks of. Of all others it knows nothing, as one whose home was lost, which is not the same as that
   * it has no ports there. Undefined: of all (a program of an earlier version).
   */
  readonly networks?: readonly string[];
  /** Everything, for who has nothing, or something too old. */
  readonly ports?: readonly OwnPort[];
  /** Since the version of the question; without a port it is gone. */
  readonly changes?: readonly { readonly id: string; readonly port?: OwnPort }[];
}

/** What is known of another site; kept over a restart. */
export interface SiteCopy {
  readonly epoch: number;
  readonly version: number;
  readonly ports: ReadonlyMap<string, OwnPort>;
  /** Of which the site spoke when it last answered. Ports on others stay as they were last heard of. */
  readonly networks?: readonly string[];
}
