import type { OwnPort } from "../inventory/index.ts";

/** What a connector asks of another one: everything since a version that it has. */
export interface MirrorQuestion {
  /** Undefined: it has nothing yet. */
  readonly epoch?: number;
  readonly version?: number;
}

/** What another site has, or what has changed of it. */
export interface MirrorAnswer {
  readonly site: string;
  /** Grows with every start of its log; versions of two epochs cannot be compared. */
  readonly epoch: number;
  readonly version: number;
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
}
