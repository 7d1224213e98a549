import type { StarMode } from "../types.ts";
import { centralizedExample } from "./centralized.ts";
import { multiClusterExample } from "./multi-cluster.ts";
import { singleClusterExample } from "./single-cluster.ts";
import { starExample } from "./star.ts";

/** A commented document of each mode that needs only its addresses changed. */
export const starExamples: Readonly<Record<StarMode, string>> = {
  star: starExample,
  "multi-cluster": multiClusterExample,
  "single-cluster": singleClusterExample,
  centralized: centralizedExample,
};
