export type { SchemaPart } from "@multisite/kernel/document";
export { type DocumentPath, type Finding, pathText, type Severity } from "@multisite/kernel/document";
export { type CheckedStar, checkStar, checkStarText, parseStar, placeText } from "./check-star.ts";
export { checks } from "./checks/index.ts";
export { clusterOf, clustersOf, type StarCluster } from "./clusters.ts";
export { compareStars, isSameStar, type SettingChange, type StarDifference } from "./compare.ts";
export { starFields } from "./document/fields.ts";
export { type ReadStar, readStar } from "./document/read.ts";
export { starSchema } from "./document/schema.ts";
export { writeStar } from "./document/write.ts";
export { starExamples } from "./examples/index.ts";
export {
  type Acceptance,
  acceptStar,
  contentHash,
  readStoredGeneration,
  readStoredStar,
  type StoredStar,
  storedGenerations,
  storeStar,
} from "./file/index.ts";
export {
  allNodes,
  arbitratorsOf,
  findNode,
  findSite,
  followersOf,
  masterSitesOf,
  mastersOf,
  membersOf,
  nodesOf,
  otherMastersFor,
  replicasOf,
  type SitedNode,
  serves,
  servingNodesOf,
  servingSitesFor,
} from "./queries.ts";
export type {
  IdentityStar,
  KeySettings,
  NodeRole,
  StarEngine,
  StarMode,
  StarNode,
  StarSite,
} from "./types.ts";
