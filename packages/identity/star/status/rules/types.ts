import type { StarEngine } from "../../topology/types.ts";
import type { SeenNode, Verdict } from "../types.ts";

/** All that a verdict is made from. */
export interface SeenStar {
  readonly engine: StarEngine;
  readonly nodes: readonly SeenNode[];
}

/** Looks at a star and finds something to say, or nothing. */
export type Rule = (star: SeenStar) => Verdict | undefined;

/** A node that has answered. */
export type AnsweringNode = Extract<SeenNode, { readonly status: object }>;
