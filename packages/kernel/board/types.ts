import type { FactBody } from "../facts/index.ts";

/**
 * What the processes of one host tell each other: a small table of JSON values by name. The agent writes what it finds out
 * about the site; the services on the host look before every answer, which costs a microsecond while nothing has changed.
 */
export interface Board {
  get(name: string): FactBody | undefined;
  set(name: string, value: FactBody): void;
  remove(name: string): void;
  /** Names that start so, in order. */
  names(prefix: string): readonly string[];
  /** Changes whenever any process changed anything. */
  revision(): number;
  /** As `revision`, but asks for other processes' changes once in a turn of the event loop: for paths that every request takes. */
  revisionThisTurn(): number;
  close(): void;
}
